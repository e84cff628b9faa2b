"""What all screens share: the front of the product in a browser."""
