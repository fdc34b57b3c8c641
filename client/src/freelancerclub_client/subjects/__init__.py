"""Every endpoint as a method, grouped as the reference groups them."""

from typing import Any, Generic

from freelancerclub_client.subjects.account import Auth, UsageOf
from freelancerclub_client.subjects.club import Companies, Disciplines, Skills
from freelancerclub_client.subjects.people import Blocks, Follows, Reports, Reviews, Users
from freelancerclub_client.subjects.pictures import Comments, Files, Images, Likes, Portfolios
from freelancerclub_client.subjects.subject import Door
from freelancerclub_client.subjects.talk import Messages, Notifications
from freelancerclub_client.subjects.work import Alerts, Applicants, Jobs


class Subjects(Generic[Door]):
    """All of them, behind one door."""

    def __init__(self, door: Any) -> None:
        self.auth: Auth[Door] = Auth(door)
        self.users: Users[Door] = Users(door)
        self.images: Images[Door] = Images(door)
        self.portfolios: Portfolios[Door] = Portfolios(door)
        self.comments: Comments[Door] = Comments(door)
        self.likes: Likes[Door] = Likes(door)
        self.files: Files[Door] = Files(door)
        self.jobs: Jobs[Door] = Jobs(door)
        self.applicants: Applicants[Door] = Applicants(door)
        self.messages: Messages[Door] = Messages(door)
        self.notifications: Notifications[Door] = Notifications(door)
        self.companies: Companies[Door] = Companies(door)
        self.skills: Skills[Door] = Skills(door)
        self.disciplines: Disciplines[Door] = Disciplines(door)
        self.usage: UsageOf[Door] = UsageOf(door)
        self.alerts: Alerts[Door] = Alerts(door)
        self.reviews: Reviews[Door] = Reviews(door)
        self.blocks: Blocks[Door] = Blocks(door)
        self.follows: Follows[Door] = Follows(door)
        self.reports: Reports[Door] = Reports(door)
