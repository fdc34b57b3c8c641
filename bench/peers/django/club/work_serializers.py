"""Jobs on the board, and who applied for one."""

from rest_framework import serializers

from club.fields import Coordinate, Day, Decimals, Flag, Moment, Stamp
from club.models import Application, Job
from club.serializers import HiredSerializer

FREE, STARTER, TEST = "free", "starter", "test"
Text = serializers.CharField


class JobSerializer(serializers.ModelSerializer):
    """A job on the board, with what is between it and whoever looks."""

    id = Text()
    public = Flag()
    user_id = Text(source="owner_id")
    filename = Text(source="file")
    created_on = Stamp(source="created_at")
    modified_on = Stamp(source="modified_at")
    expiry_date = Day(source="expires_on")
    payment_status = Text(source="payment")
    discipline = serializers.SerializerMethodField()
    price = serializers.SerializerMethodField()
    authorised = Flag()
    cityid = serializers.SerializerMethodField()
    deleted = Moment(source="deleted_at")
    q1 = serializers.SerializerMethodField()
    q2 = serializers.SerializerMethodField()
    q3 = serializers.SerializerMethodField()
    q4 = serializers.SerializerMethodField()
    pagetitle = serializers.SerializerMethodField(method_name="get_nothing")
    pagedescription = serializers.SerializerMethodField(method_name="get_nothing")
    latitude = Coordinate()
    longitude = Coordinate()
    notifications = Text(source="counter.told")
    locationtype = Text(source="location_type")
    freeoverride = Flag(source="free_override")
    type = Text(source="kind")
    dateto = Day(source="ends_on")
    imagesused = serializers.SerializerMethodField(method_name="get_nothing")
    team_ids = serializers.SerializerMethodField(method_name="get_nothing")
    invite1 = serializers.SerializerMethodField(method_name="get_nothing")
    invite2 = serializers.SerializerMethodField(method_name="get_nothing")
    invite3 = serializers.SerializerMethodField(method_name="get_nothing")
    invite4 = serializers.SerializerMethodField(method_name="get_nothing")
    images = serializers.SerializerMethodField(method_name="get_nothing")
    dateset = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()
    featured = Flag()
    image = Text(source="owner.picture")
    slug = Text(source="owner.slug")
    seen = Flag()
    watchlist = Flag(source="watched")
    can_apply = serializers.SerializerMethodField()
    apply_message = serializers.SerializerMethodField(method_name="get_why_not")

    class Meta:
        model = Job
        fields = (
            *("id", "title", "description", "public", "user_id", "filename", "created_on", "modified_on"),
            *("expiry_date", "payment_status", "discipline", "price", "authorised", "city", "cityid", "deleted"),
            *("duration", "q1", "q2", "q3", "q4", "pagetitle", "pagedescription", "latitude", "longitude", "country"),
            *("currency", "notifications", "locationtype", "freeoverride", "type", "dateto", "imagesused", "team_ids"),
            *("invite1", "invite2", "invite3", "invite4", "images", "dateset", "tags", "url", "featured", "image"),
            *("slug", "seen", "watchlist", "can_apply", "apply_message"),
        )

    def get_discipline(self, job):
        return ", ".join(job.disciplines)

    def get_price(self, job):
        return job.price and job.price.replace("GBP", "&pound;")

    def get_cityid(self, job):
        return "0"

    def get_nothing(self, job):
        return ""

    def get_q1(self, job):
        return job.question1 or ""

    def get_q2(self, job):
        return job.question2 or ""

    def get_q3(self, job):
        return job.question3 or ""

    def get_q4(self, job):
        return job.question4 or ""

    def get_dateset(self, job):
        return "normal"

    def get_url(self, job):
        return None

    def get_can_apply(self, job):
        return 0 if self.get_why_not(job) else 1

    def get_why_not(self, job):
        viewer = self.context["request"].user
        if job.owner_id == viewer.id:
            return "You cannot apply for your own job."
        if viewer.account == FREE:
            return "Only paid members can apply for jobs."
        if viewer.account == STARTER and job.kind != TEST:
            return "Apire members can't apply to paid jobs"
        return "You have already applied for this job." if job.applied else ""


class ListedSerializer(JobSerializer):
    """The job of a place on the board."""

    def to_representation(self, place):
        job = place.job
        job.seen, job.watched, job.applied = place.seen, place.watched, place.applied
        return super().to_representation(job)


class ApplicationSerializer(serializers.ModelSerializer):
    """What somebody wrote when they applied, and who they are."""

    application_id = Text(source="id")
    user_id = Text(source="person_id")
    quote = Decimals(2)
    q1 = serializers.SerializerMethodField()
    q2 = serializers.SerializerMethodField()
    q3 = serializers.SerializerMethodField()
    q4 = serializers.SerializerMethodField()
    portfolio = serializers.SerializerMethodField()

    class Meta:
        model = Application
        fields = ("application_id", "user_id", "notes", "quote", "q1", "q2", "q3", "q4", "portfolio")

    def get_q1(self, application):
        return application.answer1 or ""

    def get_q2(self, application):
        return application.answer2 or ""

    def get_q3(self, application):
        return application.answer3 or ""

    def get_q4(self, application):
        return application.answer4 or ""

    def get_portfolio(self, application):
        return str(application.portfolio_id or 0)

    def to_representation(self, application):
        person = HiredSerializer(application.person, context=self.context).data
        return {**super().to_representation(application), **person}
