"""A line of the inbox, and what a reply has to say."""

from django.conf import settings
from rest_framework import serializers

from club.fields import Flag, Stamp
from club.models import Thread, ThreadMember

GONE, HIDDEN = "Deleted member", "Hidden member"
SHORTEST = 4  # characters of a reply
Text = serializers.CharField


def name_of(person):
    return GONE if person.deleted_at else person.display_name


def picture_of(person):
    return None if person.deleted_at else person.picture


def face_of(person):
    picture = picture_of(person)
    return f"{settings.SITE_URL}/images/profile/120/{picture}" if picture else None


class MemberSerializer(serializers.ModelSerializer):
    """Somebody else in a conversation."""

    read = Flag()
    display_name = serializers.SerializerMethodField()
    other_id = Text(source="person_id")
    image = serializers.SerializerMethodField()
    img_full = serializers.SerializerMethodField()

    class Meta:
        model = ThreadMember
        fields = ("read", "display_name", "other_id", "image", "img_full")

    def get_display_name(self, member):
        return name_of(member.person)

    def get_image(self, member):
        return picture_of(member.person)

    def get_img_full(self, member):
        return face_of(member.person)


class ThreadSerializer(serializers.ModelSerializer):
    """A conversation; whom a block hides is named nowhere in it."""

    id = Text()
    created_by = serializers.SerializerMethodField()
    created_on = Stamp(source="created_at")
    last_date = serializers.SerializerMethodField()
    source_id = serializers.SerializerMethodField()
    read = serializers.SerializerMethodField()
    display_name = serializers.SerializerMethodField()
    image = serializers.SerializerMethodField()
    users = serializers.SerializerMethodField()
    lastmessage = serializers.SerializerMethodField()
    readall = serializers.SerializerMethodField()
    img_full = serializers.SerializerMethodField()

    class Meta:
        model = Thread
        fields = (
            *("id", "created_by", "created_on", "last_date", "source", "source_id", "read", "display_name", "image"),
            *("users", "lastmessage", "readall", "img_full"),
        )

    def _is_hidden(self, thread):
        return thread.creator_id in self.context["blocked"]

    def _seen(self, thread):
        return [member for member in thread.everybody if member.person_id not in self.context["blocked"]]

    def _last(self, thread):
        """The last item that isn't by somebody blocked."""
        last = thread.last_item
        if last is None or last.author_id not in self.context["blocked"]:
            return last
        return self.context["others"].get(thread.id)

    def get_created_by(self, thread):
        return "0" if self._is_hidden(thread) else str(thread.creator_id)

    def get_last_date(self, thread):
        last = self._last(thread)
        moment = thread.last_at if last is thread.last_item else last.created_at if last else thread.created_at
        return f"{moment:%Y-%m-%d %H:%M:%S}"

    def get_source_id(self, thread):
        return str(thread.job_id or 0)

    def get_read(self, thread):
        me = self.context["request"].user.id
        return "1" if any(member.read for member in thread.everybody if member.person_id == me) else "0"

    def get_display_name(self, thread):
        return HIDDEN if self._is_hidden(thread) else name_of(thread.creator)

    def get_image(self, thread):
        return None if self._is_hidden(thread) else picture_of(thread.creator)

    def get_users(self, thread):
        me = self.context["request"].user.id
        return MemberSerializer([one for one in self._seen(thread) if one.person_id != me], many=True).data

    def get_lastmessage(self, thread):
        last = self._last(thread)
        return last.message if last else ""

    def get_readall(self, thread):
        return all(member.read for member in self._seen(thread))

    def get_img_full(self, thread):
        return None if self._is_hidden(thread) else face_of(thread.creator)

    def to_representation(self, instance):
        """Of a place in an inbox."""
        return super().to_representation(instance.thread)


class ReplySerializer(serializers.Serializer):
    message = Text(max_length=10_000, trim_whitespace=False)

    def validate_message(self, sent):
        if len(sent.strip()) < SHORTEST:
            raise serializers.ValidationError("Please enter a message that is longer than 3 characters.")
        return sent
