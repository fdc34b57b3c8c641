"""The eight calls and some more in Django REST framework, as its documentation recommends them."""
