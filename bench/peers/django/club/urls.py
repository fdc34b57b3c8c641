"""The two addresses."""

from django.urls import path

from club.views import PeopleView, PersonView

urlpatterns = [path("users", PeopleView.as_view()), path("users/<int:pk>", PersonView.as_view())]
