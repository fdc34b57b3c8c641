"""Our tables as unmanaged models: what the pages read of them. What is only written stands where it is written."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Person(models.Model):
    role = models.SmallIntegerField()
    email = models.TextField()
    password_hash = models.TextField(null=True)
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)
    suspended_at = models.DateTimeField(null=True)
    display_name = models.TextField()
    slug = models.TextField()
    disciplines = ArrayField(models.TextField())
    city = models.TextField(null=True)
    country = models.TextField(null=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    website = models.TextField(null=True)
    phone = models.TextField(null=True)
    hide_phone = models.BooleanField()
    facebook = models.TextField(null=True)
    twitter = models.TextField(null=True)
    pinterest = models.TextField(null=True)
    instagram = models.TextField(null=True)
    youtube = models.TextField(null=True)
    tags = models.TextField(null=True)
    bio = models.TextField(null=True)
    picture = models.TextField(null=True)
    account = models.TextField()
    mentor = models.BooleanField()
    badge = models.BooleanField()
    group_id = models.BigIntegerField()
    testing = models.BooleanField()
    mentor_url = models.TextField(null=True)
    rate_hourly = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    rate_day = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    is_mentor = models.BooleanField()
    mentor_rate = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    profile_hidden = models.BooleanField()
    twitter_followers = models.BigIntegerField(null=True)
    facebook_likes = models.BigIntegerField(null=True)
    youtube_subscribers = models.BigIntegerField(null=True)
    instagram_count = models.BigIntegerField(null=True)
    social_total = models.BigIntegerField()
    renews_at = models.DateTimeField(null=True)
    notifications = models.TextField()
    system_notifications = models.TextField()
    applicant_notifications = models.TextField()
    profile_complete = models.BooleanField()
    referred = models.BooleanField()
    previous_account = models.TextField(null=True)
    membership_changed_at = models.DateTimeField(null=True)
    push_job_alerts = models.BooleanField()
    push_inmail = models.BooleanField()

    is_authenticated = True

    class Meta:
        managed = False
        db_table = "person"


class PersonVersion(models.Model):
    person = models.OneToOneField(Person, models.CASCADE, db_column="id", primary_key=True, related_name="version")
    token_epoch = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "person_version"


class PersonCounter(models.Model):
    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="counter")
    followers = models.BigIntegerField()
    views = models.BigIntegerField()
    likes = models.BigIntegerField()
    reviews = models.BigIntegerField()
    star_points = models.DecimalField(max_digits=12, decimal_places=3)
    star_avg = models.DecimalField(max_digits=12, decimal_places=6)
    rating = models.DecimalField(max_digits=15, decimal_places=3)
    pictures = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "person_counter"


class PersonSeen(models.Model):
    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="seen")
    last_seen_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "person_seen"


class PersonRank(models.Model):
    """In one list, `*`, everybody stands at most once."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="rank")
    list = models.TextField()
    rating = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "person_rank"


class Block(models.Model):
    pk = models.CompositePrimaryKey("blocker_id", "blocked_id")
    blocker = models.ForeignKey(Person, models.CASCADE, related_name="+")
    blocked = models.ForeignKey(Person, models.CASCADE, related_name="+")

    class Meta:
        managed = False
        db_table = "block"


class Picture(models.Model):
    owner = models.ForeignKey(Person, models.CASCADE, related_name="pictures")
    kind = models.TextField()
    title = models.TextField()
    description = models.TextField()
    public = models.BooleanField()
    file = models.TextField()
    created_at = models.DateTimeField()
    modified_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    authorised = models.BooleanField()
    width = models.IntegerField()
    height = models.IntegerField()
    tagged = models.TextField()
    keywords = models.TextField(null=True)
    city = models.TextField(null=True)
    country = models.TextField()
    location_type = models.TextField()
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    video_source = models.TextField(null=True)
    video_id = models.TextField(null=True)

    class Meta:
        managed = False
        db_table = "picture"


class PictureCounter(models.Model):
    picture = models.OneToOneField(Picture, models.CASCADE, primary_key=True, related_name="counter")
    views = models.BigIntegerField()
    likes = models.BigIntegerField()
    comments = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "picture_counter"


class Gallery(models.Model):
    """The pictures that everybody may see, of people who are listed."""

    picture = models.OneToOneField(Picture, models.CASCADE, db_column="id", primary_key=True, related_name="+")
    owner = models.ForeignKey(Person, models.CASCADE, related_name="+")

    class Meta:
        managed = False
        db_table = "gallery"


class PictureLike(models.Model):
    pk = models.CompositePrimaryKey("picture_id", "person_id")
    picture = models.ForeignKey(Picture, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")

    class Meta:
        managed = False
        db_table = "picture_like"


class Portfolio(models.Model):
    owner = models.ForeignKey(Person, models.CASCADE, related_name="portfolios")
    title = models.TextField()
    discipline = models.TextField()
    created_at = models.DateTimeField()
    modified_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    pictures = models.ManyToManyField(Picture, through="PortfolioPicture", related_name="+")

    class Meta:
        managed = False
        db_table = "portfolio"


class PortfolioPicture(models.Model):
    pk = models.CompositePrimaryKey("portfolio_id", "picture_id")
    portfolio = models.ForeignKey(Portfolio, models.CASCADE, related_name="+")
    picture = models.ForeignKey(Picture, models.CASCADE, related_name="+")

    class Meta:
        managed = False
        db_table = "portfolio_picture"


class Job(models.Model):
    owner = models.ForeignKey(Person, models.CASCADE, related_name="jobs")
    kind = models.TextField()
    payment = models.TextField()
    title = models.TextField()
    description = models.TextField()
    public = models.BooleanField()
    file = models.TextField(null=True)
    created_at = models.DateTimeField()
    modified_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    authorised = models.BooleanField()
    expires_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    disciplines = ArrayField(models.TextField())
    price = models.TextField(null=True)
    currency = models.TextField()
    duration = models.TextField(null=True)
    question1 = models.TextField(null=True)
    question2 = models.TextField(null=True)
    question3 = models.TextField(null=True)
    question4 = models.TextField(null=True)
    tags = models.TextField(null=True)
    city = models.TextField(null=True)
    country = models.TextField(null=True)
    location_type = models.TextField()
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    featured = models.BooleanField()
    free_override = models.BooleanField()

    class Meta:
        managed = False
        db_table = "job"


class JobCounter(models.Model):
    job = models.OneToOneField(Job, models.CASCADE, primary_key=True, related_name="counter")
    told = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "job_counter"


class Board(models.Model):
    """The jobs that are listed until their last day is over."""

    job = models.OneToOneField(Job, models.CASCADE, primary_key=True, related_name="board")
    owner = models.ForeignKey(Person, models.CASCADE, related_name="+")
    expires_on = models.DateField()

    class Meta:
        managed = False
        db_table = "board"


class Application(models.Model):
    job = models.ForeignKey(Job, models.CASCADE, related_name="applications")
    person = models.ForeignKey(Person, models.CASCADE, related_name="applications")
    portfolio = models.ForeignKey(Portfolio, models.SET_NULL, null=True, related_name="+")
    status = models.TextField()
    notes = models.TextField()
    quote = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    answer1 = models.TextField(null=True)
    answer2 = models.TextField(null=True)
    answer3 = models.TextField(null=True)
    answer4 = models.TextField(null=True)

    class Meta:
        managed = False
        db_table = "application"


class Watch(models.Model):
    pk = models.CompositePrimaryKey("person_id", "job_id")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    job = models.ForeignKey(Job, models.CASCADE, related_name="+")

    class Meta:
        managed = False
        db_table = "watch"


class JobSeen(models.Model):
    pk = models.CompositePrimaryKey("person_id", "job_id")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    job = models.ForeignKey(Job, models.CASCADE, related_name="+")

    class Meta:
        managed = False
        db_table = "job_seen"


class Thread(models.Model):
    creator = models.ForeignKey(Person, models.CASCADE, related_name="+")
    source = models.TextField()
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    last_at = models.DateTimeField()
    last_item = models.ForeignKey("ThreadItem", models.SET_NULL, db_column="last_item", null=True, related_name="+")

    class Meta:
        managed = False
        db_table = "thread"


class ThreadMember(models.Model):
    pk = models.CompositePrimaryKey("thread_id", "person_id")
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    read = models.BooleanField()
    deleted_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField()
    withheld = models.BooleanField()
    shown = models.GeneratedField(
        expression=models.Q(deleted_at=None, withheld=False), output_field=models.BooleanField(), db_persist=True
    )

    class Meta:
        managed = False
        db_table = "thread_member"


class ThreadItem(models.Model):
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="items")
    author = models.ForeignKey(Person, models.CASCADE, related_name="+")
    message = models.TextField()
    html = models.BooleanField(default=False)
    withheld = models.BooleanField(default=False)
    likeness = models.GeneratedField(
        expression=models.Func("message", function="likeness_of"),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    created_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "thread_item"
