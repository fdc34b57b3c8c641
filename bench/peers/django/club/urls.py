"""The addresses."""

from django.urls import path

from club.auth_views import LoginView, MeView
from club.talk_views import InboxView, ReplyView
from club.views import GalleryView, PeopleView, PersonView, PicturesOfView
from club.work_views import ApplicantsView, BoardView

urlpatterns = [
    path("auth/login", LoginView.as_view()),
    path("users", PeopleView.as_view()),
    path("users/me", MeView.as_view()),
    path("users/<int:pk>", PersonView.as_view()),
    path("users/<int:pk>/images", PicturesOfView.as_view()),
    path("images", GalleryView.as_view()),
    path("jobs", BoardView.as_view()),
    path("applicants/<int:pk>", ApplicantsView.as_view()),
    path("messages", InboxView.as_view()),
    path("messages/<int:pk>/reply", ReplyView.as_view()),
]
