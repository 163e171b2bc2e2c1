"""Addresses of the office: the first screen."""

from django.urls import path

from office.home import pages

urlpatterns = [path("", pages.home, name="home")]
