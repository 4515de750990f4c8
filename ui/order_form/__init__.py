"""The forms of a work order that pages share: registering one, and what every step's form is made of."""
