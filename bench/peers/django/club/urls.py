"""The addresses."""

from django.urls import path

from club.views import GalleryView, PeopleView, PersonView, PicturesOfView

urlpatterns = [
    path("users", PeopleView.as_view()),
    path("users/<int:pk>", PersonView.as_view()),
    path("users/<int:pk>/images", PicturesOfView.as_view()),
    path("images", GalleryView.as_view()),
]
