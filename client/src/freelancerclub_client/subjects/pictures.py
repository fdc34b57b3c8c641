"""Pictures, portfolios, comments and likes."""

from collections.abc import Iterable
from typing import Any

from freelancerclub_client.calls import (
    Call,
    Id,
    Several,
    Source,
    data_as,
    data_as_list,
    delete,
    done,
    done_as,
    file_of,
    get,
    get_file,
    number,
    post,
    put,
)
from freelancerclub_client.paging import AT_ONCE, Listing, listing
from freelancerclub_client.records.pictures import (
    Comment,
    GalleryPicture,
    Liker,
    OwnersPicture,
    PicturePage,
    Portfolio,
    PortfolioChanged,
    PortfolioCreated,
    Uploaded,
    VideoAdded,
)
from freelancerclub_client.records.record import Done
from freelancerclub_client.subjects.subject import Door, Subject, asks, lists

MOST_LIKERS = 500


class Images(Subject[Door]):
    """Pictures and videos."""

    @lists
    def search(
        self, text: str = "", *, extra: bool = False, page_size: int = AT_ONCE, offset: int = 0
    ) -> Listing[GalleryPicture]:
        """The public pictures of everybody, the newest first; `extra` tells `alt_text` too. (E29)"""
        query = {"search": text or None, "extra": extra or None}
        return listing("/images", GalleryPicture, query, page_size=page_size, offset=offset)

    @lists
    def of(
        self,
        user_id: Id,
        portfolio_id: Id | None = None,
        *,
        extra: bool = False,
        page_size: int = AT_ONCE,
        offset: int = 0,
    ) -> Listing[OwnersPicture]:
        """A person's pictures, the newest first; nothing where there are none; `extra` tells `alt_text` too. (E14)"""
        return listing(
            f"/users/{number(user_id)}/images",
            OwnersPicture,
            {"portfolioid": portfolio_id, "extra": extra or None},
            nothing="No Images found for that user",
            page_size=page_size,
            offset=offset,
        )

    @asks
    def get(self, image_id: Id, *, extra: bool = False) -> Call[PicturePage]:
        """One picture, and whose it is; `extra` tells `alt_text` too. (E30)"""
        return get(f"/images/{number(image_id)}", data_as(PicturePage), {"extra": extra or None})

    @asks
    def upload(
        self,
        user_id: Id,
        source: Source,
        title: str,
        description: str = "",
        *,
        public: bool | None = None,
        name: str = "",
    ) -> Call[Uploaded]:
        """Adds a picture to one's own, from a path, from bytes or from an open file. (E15)"""
        form = {"title": title, "description": description or None, "public": public}
        file = file_of("image-file", source, name)
        return post(f"/users/{number(user_id)}/images", data_as(Uploaded), form, file=file)

    @asks
    def change(
        self,
        user_id: Id,
        image_id: Id,
        *,
        title: str | None = None,
        description: str | None = None,
        public: bool | None = None,
        image_tags: Several | None = None,
        alt_text: str | None = None,
    ) -> Call[Done]:
        """Changes what is said of a picture or video of one's own; what isn't sent stays. (ours)"""
        form = {"title": title, "description": description, "public": public}
        return post(_of(user_id, image_id), done, {**form, "image_tags": image_tags, "alt_text": alt_text})

    @asks
    def delete(self, user_id: Id, image_id: Id) -> Call[Done]:
        """Deletes a picture or video of one's own. (E17)"""
        return delete(_of(user_id, image_id), done)

    @asks
    def add_video(self, user_id: Id, video_url: str, *, public: bool | None = None) -> Call[VideoAdded]:
        """Adds a video of YouTube or Vimeo to one's own pictures. (E16)"""
        form = {"video_url": video_url, "public": public}
        return post(f"/users/{number(user_id)}/videos", done_as(VideoAdded), form)


def _of(user_id: Id, image_id: Id) -> str:
    return f"/users/{number(user_id)}/images/{number(image_id)}"


class Comments(Subject[Door]):
    """What is said of pictures."""

    @lists
    def of(self, image_id: Id, *, page_size: int = AT_ONCE, offset: int = 0) -> Listing[Comment]:
        """What is said of a picture, the newest first. (E31)"""
        return listing(f"/images/{number(image_id)}/comments", Comment, page_size=page_size, offset=offset)

    @asks
    def add(self, image_id: Id, comment: str) -> Call[Done]:
        """Says something, in at most 300 characters. (E32)"""
        return post(f"/images/{number(image_id)}/comments", done, {"comment": comment})

    @asks
    def delete(self, image_id: Id, comment_id: Id) -> Call[Done]:
        """Takes away a comment of one's own, or one on a picture of one's own. (ours)"""
        return delete(f"/images/{number(image_id)}/comments/{number(comment_id)}", done)


class Likes(Subject[Door]):
    """Who likes which picture."""

    @lists
    def of(self, image_id: Id, *, page_size: int = MOST_LIKERS, offset: int = 0) -> Listing[Liker]:
        """Who likes a picture, in the order in which they did. (E35)"""
        return listing(f"/images/{number(image_id)}/likes", Liker, page_size=page_size, offset=offset)

    @asks
    def add(self, image_id: Id) -> Call[Done]:
        """Likes a picture. (E33)"""
        return put(f"/images/{number(image_id)}/like", done)

    @asks
    def remove(self, image_id: Id) -> Call[Done]:
        """Takes one's like back. (E34)"""
        return delete(f"/images/{number(image_id)}/like", done)


class Portfolios(Subject[Door]):
    """Up to three selections of one's pictures."""

    @asks
    def of(self, user_id: Id) -> Call[list[Portfolio]]:
        """A person's portfolios, each with up to three pictures. (E18)"""
        return get(f"/users/{number(user_id)}/portfolios", data_as_list(Portfolio))

    @asks
    def get(self, user_id: Id, portfolio_id: Id) -> Call[Portfolio]:
        """One portfolio with up to three pictures. (E19)"""
        return get(f"/users/{number(user_id)}/portfolios/{number(portfolio_id)}", data_as(Portfolio))

    @asks
    def create(self, title: str, discipline: str) -> Call[PortfolioCreated]:
        """Makes a portfolio, called by at most 15 characters. (E20)"""
        return post("/users/portfolios", done_as(PortfolioCreated), {"title": title, "discipline": discipline})

    @asks
    def change(
        self, portfolio_id: Id, *, title: str | None = None, discipline: str | None = None
    ) -> Call[PortfolioChanged]:
        """Renames it, or says what discipline it is for. (ours)"""
        form = {"title": title, "discipline": discipline}
        return put(f"/users/portfolios/{number(portfolio_id)}", done_as(PortfolioChanged), form)

    @asks
    def delete(self, portfolio_id: Id) -> Call[PortfolioChanged]:
        """Deletes it; its pictures stay. (E21)"""
        return delete(f"/users/portfolios/{number(portfolio_id)}", done_as(PortfolioChanged))

    @asks
    def attach(self, portfolio_id: Id, image_id: Id) -> Call[Done]:
        """Adds a picture. (E22)"""
        return put(f"/users/portfolios/{number(portfolio_id)}/images/{number(image_id)}", done)

    @asks
    def detach(self, portfolio_id: Id, image_id: Id) -> Call[Done]:
        """Takes a picture out. (E23)"""
        return delete(f"/users/portfolios/{number(portfolio_id)}/images/{number(image_id)}", done)

    @asks
    def arrange(self, portfolio_id: Id, images: Iterable[Id], defaults: Iterable[Id] | None = None) -> Call[Done]:
        """Says which pictures it has, in which order, and which up to three of them stand for it. (E24)"""
        form: dict[str, Any] = {"images[]": images, "defaults[]": defaults}
        return post(f"/users/portfolios/{number(portfolio_id)}/images", done, form)


class Files(Subject[Door]):
    """What stands at the addresses in answers: `image_url`, `img_full`, `url` of a job's file."""

    @asks
    def read(self, address: str) -> Call[bytes]:
        """A file, whole; a job's only for those who may see the job. (ours)"""
        return get_file(address)
