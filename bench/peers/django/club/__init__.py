"""The list of people and one person's page in Django REST framework, as its documentation recommends them."""
