"""The words of our mails: a folder a mail with subject.txt, body.txt and body.html."""
