"""Pictures, and people in lists, on their own page and beside what they wrote."""

from django.conf import settings
from rest_framework import serializers

from club.fields import Coordinate, Decimals, Flag, Moment, SocialName, Stamp
from club.models import Person, Picture, Portfolio

ADMINISTRATOR = 1
Text = serializers.CharField
SHOWN = (
    *("id", "title", "description", "public", "user_id", "filename", "created_on", "modified_on", "views"),
    *("tags", "type", "video_id", "video_type", "authorised", "width", "height"),
)


class ShownSerializer(serializers.ModelSerializer):
    """What every picture begins with."""

    id = Text()
    public = Flag()
    user_id = Text(source="owner_id")
    filename = Text(source="file")
    created_on = Stamp(source="created_at")
    modified_on = Stamp(source="modified_at")
    views = Text(source="counter.views")
    tags = Text(source="tagged")
    type = Text(source="kind")
    video_type = Text(source="video_source")
    authorised = Flag()
    width = Text()
    height = Text()


class PictureSerializer(ShownSerializer):
    image_tags = Text(source="keywords")
    latitude = Coordinate()
    longitude = Coordinate()
    locationtype = Text(source="location_type")
    likescount = Text(source="counter.likes")

    class Meta:
        model = Picture
        fields = (*SHOWN, "image_tags", "latitude", "longitude", "country", "locationtype", "city", "likescount")


class GallerySerializer(ShownSerializer):
    """A picture in the list of all."""

    likes = Text(source="counter.likes")
    slug = Text(source="owner.slug")
    display_name = Text(source="owner.display_name")
    comments = Text(source="counter.comments")
    like = serializers.IntegerField(source="liked")

    class Meta:
        model = Picture
        fields = (*SHOWN, "likes", "slug", "display_name", "comments", "like")

    def to_representation(self, place):
        """Of a place in the list."""
        place.picture.liked = place.liked
        return super().to_representation(place.picture)


class OwnersSerializer(ShownSerializer):
    """A picture in the list of its owner's; a video has no sizes."""

    likes = Text(source="counter.likes")
    comments = Text(source="counter.comments")
    like = Flag(source="liked")
    img_thumb = serializers.SerializerMethodField()
    img_full = serializers.SerializerMethodField()

    class Meta:
        model = Picture
        fields = (*SHOWN, "likes", "comments", "like", "img_thumb", "img_full")

    def get_img_thumb(self, picture):
        return f"{settings.SITE_URL}/images/portfoliocrop/{picture.owner_id}/253/199/{picture.file}"

    def get_img_full(self, picture):
        return f"{settings.SITE_URL}/images/portfolio/{picture.owner_id}/775/{picture.file}"

    def to_representation(self, picture):
        shown = super().to_representation(picture)
        if picture.kind != "image":
            del shown["img_thumb"], shown["img_full"]
        return shown


class PortfolioSerializer(serializers.ModelSerializer):
    id = Text()
    user_id = Text(source="owner_id")
    deleted = serializers.SerializerMethodField()
    created_on = Stamp(source="created_at")
    modified_on = Stamp(source="modified_at")
    img_count = Text()

    class Meta:
        model = Portfolio
        fields = ("id", "user_id", "title", "discipline", "deleted", "created_on", "modified_on", "img_count")

    def get_deleted(self, portfolio):
        return "1" if portfolio.deleted_at else "0"


class PersonSerializer(serializers.ModelSerializer):
    """What the list and the page have in common."""

    id = Text()
    discipline = serializers.SerializerMethodField()
    contact = serializers.SerializerMethodField()
    image = Text(source="picture")
    mentor = Flag()
    badge = Flag()
    group_id = Text()
    testing = serializers.SerializerMethodField()
    rate_hourly = Decimals(2)
    rate_day = Decimals(2)
    mentorurl = Text(source="mentor_url")
    latitude = Coordinate()
    longitude = Coordinate()
    is_mentor = Flag()
    mentor_rate = Decimals(2)
    followers = Text(source="counter.followers")
    likes = Text(source="counter.likes")
    star_points = Decimals(3, source="counter.star_points")
    star_avg = Decimals(3, source="counter.star_avg")
    reviews = Text(source="counter.reviews")
    views = Text(source="counter.views")
    stars = serializers.SerializerMethodField()
    twitter_followers = Text()
    facebook_likes = Text()
    youtube_subscribers = Text()
    user_id = Text(source="id")
    image_url = serializers.SerializerMethodField()
    facebook_username = SocialName(source="facebook")
    instagram_username = SocialName(source="instagram")
    youtube_username = SocialName(source="youtube")
    twitter_username = SocialName(source="twitter")
    pinterest_username = SocialName(source="pinterest")

    def get_discipline(self, person):
        return ", ".join(person.disciplines)

    def get_contact(self, person):
        viewer = self.context["request"].user
        is_open = viewer.id == person.id or viewer.role == ADMINISTRATOR
        return "" if person.hide_phone and not is_open else person.phone

    def get_testing(self, person):
        return "yes" if person.testing else "dns"

    def get_stars(self, person):
        return f"{person.counter.star_avg:.6f}" if person.counter.reviews else None

    def get_image_url(self, person):
        return f"{settings.SITE_URL}/images/profile/120/{person.picture}" if person.picture else None


INTRODUCTION = (
    *("id", "display_name", "slug", "discipline", "city", "website", "contact", "facebook", "twitter", "pinterest"),
    *("instagram", "youtube", "tags", "bio", "image", "account", "mentor", "badge", "group_id", "testing"),
    *("portfolios", "rate_hourly", "rate_day", "mentorurl", "latitude", "longitude", "country", "is_mentor"),
    "mentor_rate",
)
USERNAMES = (
    *("user_id", "image_url", "facebook_username", "instagram_username", "youtube_username", "twitter_username"),
    "pinterest_username",
)


class CardSerializer(PersonSerializer):
    """A person in a list, with the three pictures liked most."""

    portfolios = serializers.SerializerMethodField()
    rating = Decimals(2, source="counter.rating")
    reviewcount = Text(source="counter.reviews")
    images = serializers.SerializerMethodField()

    class Meta:
        model = Person
        fields = (
            *INTRODUCTION,
            *("followers", "likes", "star_points", "star_avg", "reviews", "views", "rating", "stars", "reviewcount"),
            *("twitter_followers", "facebook_likes", "youtube_subscribers", "images"),
            *USERNAMES,
        )

    def get_portfolios(self, person):
        return "".join(f"{portfolio.title} {portfolio.discipline}, " for portfolio in person.shown_portfolios)

    def get_images(self, person):
        return PictureSerializer(person.shown_pictures[:3], many=True).data

    def to_representation(self, instance):
        """Of a place in a list."""
        return super().to_representation(instance.person)


class PageSerializer(PersonSerializer):
    """A person's page."""

    portfolios = PortfolioSerializer(many=True, source="shown_portfolios")
    socialtotal = Text(source="social_total")
    instagram_count = Text()

    class Meta:
        model = Person
        fields = (
            *INTRODUCTION,
            *("socialtotal", "followers", "likes", "star_points", "star_avg", "reviews", "views", "stars"),
            *("twitter_followers", "facebook_likes", "youtube_subscribers", "instagram_count"),
            *USERNAMES,
        )


class LoginSerializer(serializers.ModelSerializer):
    """The person beside a token."""

    id = Text()
    image = Text(source="picture")
    discipline = serializers.SerializerMethodField()

    class Meta:
        model = Person
        fields = ("id", "email", "image", "slug", "account", "discipline")

    def get_discipline(self, person):
        return ", ".join(person.disciplines)


class MeSerializer(PersonSerializer):
    """One's own page."""

    role_id = Text(source="role")
    created_on = Stamp(source="created_at")
    deleted = Moment(source="deleted_at")
    contact = Text(source="phone")
    renew = Stamp(source="renews_at")
    systemnotifications = Text(source="system_notifications")
    notificationsapplicants = Text(source="applicant_notifications")
    portfolios = PortfolioSerializer(many=True, source="shown_portfolios")
    profile_complete = Flag()
    profile_hidden = Flag()
    hidetel = Flag(source="hide_phone")
    regaff = Flag(source="referred")
    suspended = Moment(source="suspended_at")
    change_membership = Stamp(source="membership_changed_at")
    socialtotal = Text(source="social_total")
    push_job_alerts = Flag()
    push_inmail = Flag()
    instagram_count = Text()

    class Meta:
        model = Person
        fields = (
            *("id", "role_id", "email", "created_on", "deleted", "display_name", "slug", "discipline", "city"),
            *("website", "contact", "facebook", "twitter", "pinterest", "instagram", "youtube", "tags", "bio", "image"),
            *("account", "renew", "mentor", "badge", "notifications", "systemnotifications"),
            *("notificationsapplicants", "group_id", "testing", "portfolios", "profile_complete", "rate_hourly"),
            *("rate_day", "mentorurl", "profile_hidden", "latitude", "longitude", "country", "hidetel", "regaff"),
            *("suspended", "previous_account", "change_membership", "is_mentor", "mentor_rate", "socialtotal"),
            *("followers", "views", "likes", "star_points", "star_avg", "reviews", "push_job_alerts", "push_inmail"),
            *("stars", "twitter_followers", "facebook_likes", "youtube_subscribers", "instagram_count"),
            *USERNAMES,
        )


class HiredSerializer(PersonSerializer):
    """The person in an application, as the owner of the job sees them."""

    image_count = Text(source="counter.pictures")
    rating = serializers.SerializerMethodField()
    stars = Decimals(3, source="counter.star_avg")
    reviewcount = Text(source="counter.reviews")
    socialtotal = Text(source="social_total")
    last_seen = Stamp(source="seen.last_seen_at")
    images = serializers.SerializerMethodField()

    class Meta:
        model = Person
        fields = (
            *("twitter_followers", "facebook_likes", "youtube_subscribers", "display_name", "slug", "discipline"),
            *("city", "website", "contact", "facebook", "twitter", "pinterest", "instagram", "youtube", "tags", "bio"),
            *("image", "account", "mentor", "badge", "group_id", "testing", "rate_hourly", "rate_day", "mentorurl"),
            *("is_mentor", "mentor_rate", "socialtotal", "followers", "likes", "star_points", "star_avg", "reviews"),
            *("image_count", "rating", "stars", "reviewcount", "last_seen", "images", "image_url"),
            *("facebook_username", "instagram_username", "youtube_username", "twitter_username", "pinterest_username"),
        )

    def get_rating(self, person):
        return f"{person.counter.rating + person.counter.followers:.3f}"

    def get_images(self, person):
        return PictureSerializer(person.shown_pictures[:3], many=True).data
