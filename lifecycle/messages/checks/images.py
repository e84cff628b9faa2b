"""Findings about images in messages."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    "chat.images.too_many": Entry(
        "The row has {found} images; at most {most} are taken.",
        "画像が {found} 枚あります（上限は {most} 枚）。",
        "Leave some out, or split the conversation.",
        "画像を減らすか、会話を分割してください。",
    ),
    "chat.image.role": Entry(
        "An image stands where only text may be.",
        "画像を使用できない場所にあります。",
        "Put it into a message of the user, if the target takes images at all.",
        "画像に対応している場合は、user のメッセージに移してください。",
    ),
    "chat.image.url": Entry(
        "The image has no address.",
        "画像の URL がありません。",
        'Write {{"type": "image_url", "image_url": {{"url": "…"}}}}.',
        '{{"type": "image_url", "image_url": {{"url": "…"}}}} の形式で記述してください。',
    ),
    "chat.image.source": Entry(
        "The image cannot be taken from {url}.",
        "画像の URL「{url}」は使用できません。",
        "Put it in as a data URL: data:image/png;base64,…",
        "データ URL（data:image/png;base64,…）で埋め込んでください。",
    ),
    "chat.image.type": Entry(
        "Images of the type {type} are not taken.",
        "画像の形式 {type} には対応していません。",
        "Turn it into one of: {types}",
        "次のいずれかに変換してください: {types}",
    ),
    "chat.image.weight": Entry(
        "A message with an image cannot have the weight 1.",
        "画像を含むメッセージの weight を 1 にすることはできません。",
        "Remove the weight, or write 0.",
        "weight を削除するか、0 にしてください。",
    ),
    "chat.image.size": Entry(
        "The image has more than {most} MB.",
        "画像のサイズが {most} MB を超えています。",
        "Scale it down, or compress it more.",
        "画像を縮小するか、圧縮率を上げてください。",
    ),
    "chat.image.data": Entry(
        "The data of the image are not base64.",
        "画像データが base64 として読み取れません。",
        "Encode the image again.",
        "画像を base64 で変換し直してください。",
    ),
    "chat.image.detail": Entry(
        "The detail of the image is none of: {details}",
        "画像の detail の値が正しくありません（指定できる値: {details}）。",
        "Choose one of them, or leave it out.",
        "いずれかを指定するか、省略してください。",
    ),
}
