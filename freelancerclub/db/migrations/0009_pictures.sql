-- Before a picture is served, and before its file is swept, one asks whose it is by the name of its file.

create index person_picture on person (picture) where picture is not null;
create index company_logo on company (logo) where logo is not null;
create index company_cover on company (cover) where cover is not null;
