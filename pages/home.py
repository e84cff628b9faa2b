"""Home: what needs me?"""

from console.session import require_app
from console.widgets import page_header
from console.wording import say

app = require_app()
page_header(say("Home"), app)
