"""What the people of the town write: subjects, titles, comments, messages, reviews, jobs."""

from typing import NamedTuple


class Craft(NamedTuple):
    """What belongs to a discipline of the defaults: its subjects, the skills in its tags, its rate by the day."""

    name: str
    subjects: tuple[str, ...]
    skills: tuple[str, ...]
    subs: tuple[str, ...]
    day: int
    weight: int

    @property
    def worker(self) -> str:
        return "Hair Stylist" if self.name == "Hair" else self.name

    @property
    def a_worker(self) -> str:
        return f"an {self.worker}" if self.worker[0] in "AEIO" else f"a {self.worker}"


CRAFTS = (
    Craft(
        "Photographer",
        ("Wedding", "Landscape", "Portrait", "Fashion", "Food", "Product"),
        ("Photoshop", "Lightroom", "Retouching", "Studio Lighting", "Speedlight", "Drone", "Long Exposure"),
        ("Wedding Photographer", "Landscape Photographer", "Portrait Photographer", "Fashion Photographer"),
        420,
        26,
    ),
    Craft(
        "Graphic Designer",
        ("Poster", "Logo", "Packaging", "Book cover"),
        ("Photoshop", "Illustrator", "InDesign", "Branding", "Typography", "Logos"),
        ("Illustrator", "Retouching", "Web Design", "Branding"),
        300,
        12,
    ),
    Craft("Model", ("Editorial", "Lookbook", "Catwalk"), ("Editorial", "Lookbook"), ("Fashion Model",), 350, 8),
    Craft(
        "Makeup Artist",
        ("Bridal", "Beauty", "Stage"),
        ("Bridal", "Airbrush", "Special Effects", "Editorial"),
        ("Bridal Makeup", "Special Effects Makeup"),
        260,
        7,
    ),
    Craft("Stylist", ("Interior", "Food", "Fashion"), ("Wardrobe", "Props", "Food Styling"), ("Food Stylist",), 280, 4),
    Craft("Hair", ("Bridal", "Colour", "Runway"), ("Bridal", "Editorial"), ("Bridal Hair",), 220, 4),
    Craft(
        "Videographer",
        ("Wedding", "Music video", "Documentary"),
        ("Premiere Pro", "Final Cut", "Drone", "Colour Grading", "Sound Recording"),
        ("Wedding Videographer", "Music Video"),
        450,
        8,
    ),
    Craft("Dancer", ("Ballet", "Street dance", "Tango"), ("Choreography",), ("Ballet", "Street Dance"), 240, 4),
    Craft("Illustrator", ("Picture book", "Map", "Poster"), ("Illustrator", "Procreate"), (), 260, 5),
    Craft("Web Designer", ("Shop", "Magazine", "App"), ("HTML", "CSS", "JavaScript", "WordPress"), (), 340, 5),
    Craft("Retoucher", ("Beauty", "Product"), ("Photoshop", "Compositing", "Colour Grading"), (), 260, 2),
    Craft("Video Editor", ("Trailer", "Short film"), ("Premiere Pro", "Final Cut", "Aftereffects"), (), 310, 3),
    Craft("Animator", ("Title", "Explainer"), ("Aftereffects", "Blender", "Cinema 4D"), ("Motion Graphics",), 340, 2),
    Craft("Actor", ("Stage", "Voice", "Short film"), ("Storyboarding",), (), 250, 2),
    Craft("Musician", ("Quartet", "Studio", "Live"), ("Composing", "Sound Recording"), ("Composer",), 260, 2),
    Craft("Copywriter", ("Campaign", "Website"), ("Copywriting", "Proofreading"), (), 270, 2),
    Craft("Fashion Designer", ("Womenswear", "Knitwear"), ("Pattern Cutting", "Wardrobe"), (), 300, 1),
    Craft("Art Director", ("Campaign", "Film set"), ("Set Design", "Storyboarding", "Branding"), (), 480, 1),
    Craft("Voice Over Artist", ("Audiobook", "Advert"), ("Audio Editing", "Sound Recording"), (), 250, 1),
    Craft("Event Planner", ("Festival", "Wedding"), ("Props", "Set Design"), (), 280, 1),
)
HIRING = "I'M HIRING"

BIO_FIRST = (
    "{Craft} in {city}, working with {subject} and anything that needs patience.",
    "I have been {a_craft} since {year}, mostly in {city} and wherever the train goes.",
    "Freelance {craft}. {Subject} is what people know me for.",
    "Self-taught {craft}, happiest with {subject} on a grey day.",
    "Trained in {city}, now a full-time {craft}.",
)
BIO_MORE = (
    "I answer within the day and deliver when I said I would.",
    "Clients range from a village café to people whose names you know.",
    "Fully insured, own equipment, own coffee.",
    "Don't ask for ‘just a quick one’ – ask for a good one.",
    "Ask me about projects that were meant to be impossible & weren't.",
    "I speak two languages and understand a third if it's spoken slowly.",
    "Available for travel; based near the station.",
    "In 2019 a piece of mine hung in a town hall, next to the fire plan.",
)
BIO_HIRER = (
    "We look for people who care about what they make.",
    "Small agency in {city}; always hiring for the next campaign.",
    "I produce events around {city} and need good hands every month.",
    "A shop, a magazine and too many ideas.",
)

PICTURE_TITLES = (
    "{subject} in {city}",
    "{subject}, first light",
    "{subject} no. {number}",
    "The quiet {subject_small}",
    "{subject} for a friend's café",
    "After the rain: {subject_small}",
    "{subject} & shadows",
    "Behind the {subject_small}",
)
PICTURE_TEXTS = (
    "",
    "",
    "Made over a long weekend in {city}.",
    "One light, one chance.",
    "From a series of twelve; the others are still in the drawer.",
    "Commissioned work, shown with the client's permission.",
    "My favourite of the year – it wasn't planned at all.",
)
KEYWORDS = ("light", "colour", "studio", "street", "winter", "hands", "sea", "night", "garden", "paper")
COMMENTS = (
    "Beautiful light!",
    "Love this.",
    "How long did this take you?",
    "That's great, where was it taken?",
    "The colours are wonderful, well done.",
    "I would hang this on my wall & never look at anything else.",
    "Great work as always 👏",
    "Which lens was this, if I may ask?",
    "C'est magnifique !",
    "Wunderschön, ganz ruhig.",
    'This made my morning. "Quiet" is the word.',
    "Is it for sale? <3",
)

JOB_TITLES = (
    "{craft} needed in {city}",
    "{craft} for our next project: {subject_small}",
    "Looking for {a_craft} – {subject_small}",
    "{subject}: {craft} wanted",
)
JOB_TEXTS = (
    "We are planning a {subject_small} project in {city} and look for {a_craft} who knows the subject well. "
    "Please tell us about work like it that you have done.",
    "Our team needs {a_craft} for {subject_small} work. You would have a clear brief, a fair deadline and one "
    "person to talk to from beginning to end.",
    "A new magazine from {city} looks for {a_craft}. The first issue is about {subject_small}; more issues, and "
    "more work, will follow if we get along.",
)
WEDDING_TEXT = (
    "We're getting married next year and would like {a_craft} with an eye for small moments. {city} or nearby; "
    "travel is paid, lunch as well."
)
QUESTIONS = (
    "Which project are you most proud of?",
    "When could you start?",
    "Do you bring your own equipment?",
    "Have you done this before?",
    "What would you need from us?",
    "",
)
ANSWERS = (
    "Yes, several times.",
    "From next week on.",
    "My own, and spare parts of it.",
    "A clear brief, and somebody who decides.",
    "The series from last summer that is in my portfolio.",
)
NOTES = (
    "Hello, this sounds like my kind of work. My portfolio shows something close to it.",
    "I live ten minutes away and have the week free.",
    "I'd love to do this. The quote includes travel and two rounds of changes.",
    "",
    "Happy to talk on the phone first; afternoons are best.",
)
DECISIONS = {
    "new": (None,),
    "shortlist": ("Thank you, we will come back to you by Friday.",),
    "successful": ("We'd love to work with you! Let's talk about dates.", "You have the job – congratulations."),
    "unsuccessful": ("Thank you for applying. We have chosen somebody else this time.", None),
}
PRICES = (
    "Under GBP250",
    "GBP250 - GBP500",
    "GBP500 - GBP1000",
    "GBP1000 - GBP2000",
    "GBP2000 - GBP3000",
    "GBP3000 - GBP5000",
    "GBP5000 or higher",
    "Set an appropriate budget for me",
)
DURATIONS = ("Not Sure", "Half A Day", "Full Day", "A Few Days", "On-going")
FILES = ("brief.pdf", "moodboard.jpg", "floor plan.pdf", "logo.png", "location (north side).jpg", "Übersicht.pdf")

REVIEWS = {
    2: ("The work was fine in the end, but I had to ask for it four times.", "Late, and not what we had agreed."),
    3: ("Decent work, a little slow to answer.", "Good, though not quite the brief."),
    4: ("Good to work with; would book again.", "Friendly and well prepared."),
    5: ("Could not have been better!", "On time, kind, brilliant. What more is there?", "Superbe travail, merci !"),
}
OPENERS = (
    "Hi {name}, I've seen your work and have a question about it.",
    "Hello {name}! Are you free in the second half of the month?",
    "Hi, it's about the job. Is it still open?",
    "Dear {name}, we're putting together a small team – would you be interested?",
)
REPLIES = (
    "Thanks for writing! Tell me more.",
    "Yes, that would suit me.",
    "I can't on Tuesday, but any other day is fine.",
    "Could you send me the address?",
    "Sure – I'll put it in the diary.",
    "Sorry for the late answer, I was on a shoot.",
    "What's your budget, if I may ask?",
    "The light is best before ten, so let's meet early.",
    "I'll send a first draft tomorrow.",
    "Perfect.\n\nSee you then!",
    "Would 350 for the day be alright?",
    "👍",
)
COMPANY_KINDS = (
    ("Camera Hire", "equipment", "Cameras and lenses for a day or a week"),
    ("Print Works", "printing", "Prints that look like the screen did"),
    ("Studio", "studios", "Daylight, backdrops and a kettle"),
    ("Insurance", "insurance", "Cover for people who carry their office"),
    ("Accounts", "finance", "Invoices, tax and sleep"),
    ("Software", "computing-and-it", "Tools that stay out of the way"),
)
REPORT_REASONS = (
    "This is somebody else's picture.",
    "Insulting language.",
    "Looks like advertising.",
    "Asks for payment outside the site.",
    "",
)
DECIDED = ("kept", "removed", "person warned")
