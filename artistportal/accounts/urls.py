"""The addresses of what a person has whatever they act for: their files, news and account."""

from __future__ import annotations

from django.urls import path

from artistportal.accounts.views import account, downloads, inbox, mail_stops, own_data

app_name = "accounts"

urlpatterns = [
    path("inbox/", inbox.listed, name="inbox"),
    path("inbox/read/", inbox.read_all, name="inbox_read"),
    path("inbox/<uuid:public_id>/", inbox.news, name="news"),
    path("account/", account.account, name="account"),
    path("account/notifications/", account.notifications_page, name="notifications"),
    path("account/data/", own_data.your_data_page, name="your_data"),
    path("account/close/", own_data.close, name="close"),
    path("account/keep/", own_data.keep, name="keep"),
    path("mail/stop/<str:token>/", mail_stops.mail_stop, name="mail_stop"),
    path("downloads/", downloads.listed, name="downloads"),
    path("downloads/<uuid:public_id>/", downloads.file, name="download"),
    path("downloads/<uuid:public_id>/again/", downloads.again, name="download_again"),
]
