"""What single screens are made of; each module is named after what it draws."""
