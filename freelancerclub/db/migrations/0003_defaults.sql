-- What an empty installation starts with, so that people can register: disciplines and skills.
-- Ids are those of the reference's examples where they agree. Nothing is touched where the operator has been.

insert into discipline (id, name, in_search, sub, alias1, alias2, description, suggestions)
select * from (values
    (1, 'Photographer', true, 'Wedding, Landscape, Fashion, Beauty, Portrait, Product', 'TOG', 'Shooter',
        'Takes pictures, on location or in the studio', 'Photoshop, Lightroom, Retouching, Studio Lighting, Speedlight'),
    (2, 'Graphic Designer', true, 'Websites, Fashion, Photography, Art', 'Designer', '',
        'Designs for print and screen', 'Illustrator, InDesign, Photoshop, Typography, Branding'),
    (3, 'Model', true, 'Wedding, Fashion, Magazine, Experimental', '', '',
        'Stands before the camera', 'Fashion, Commercial, Editorial, Fitness, Hands'),
    (4, 'Makeup Artist', true, 'Wedding, Fashion, Beauty, Film', 'MUA', 'Make-up Artist',
        'Makes up faces for camera and occasion', 'Bridal, Editorial, Special Effects, Airbrush'),
    (5, 'Stylist', true, 'Fashion, Interiors, Food', '', '',
        'Chooses what is worn and shown', 'Wardrobe, Personal Styling, Props, Food Styling'),
    (6, 'Hair', true, 'Wedding, Fashion, Film', 'Hairdresser', 'Hair Stylist',
        'Dresses hair', 'Cutting, Colouring, Bridal Hair, Wigs'),
    (7, 'Videographer', true, 'Wedding, Music, Corporate, Documentary', 'Filmmaker', 'Camera Operator',
        'Films and records', 'Premiere Pro, Final Cut, Drone, Colour Grading, Sound Recording'),
    (8, 'Dancer', true, 'Ballet, Contemporary, Street, Ballroom', '', '',
        'Dances on stage and screen', 'Choreography, Ballet, Contemporary, Street Dance'),
    (9, 'Illustrator', true, 'Books, Magazines, Advertising', '', '',
        'Draws and paints on commission', 'Illustrator, Procreate, Watercolour, Character Design'),
    (10, 'Web Designer', true, 'Websites, Shops, Apps', 'Web Developer', '',
        'Designs and builds for the web', 'HTML, CSS, JavaScript, WordPress, User Experience'),
    (11, 'Retoucher', true, 'Beauty, Fashion, Product', '', '',
        'Finishes pictures after the shoot', 'Photoshop, Compositing, Colour Grading'),
    (12, 'Video Editor', true, 'Film, Music, Social Media', 'Editor', '',
        'Cuts films', 'Premiere Pro, Final Cut, After Effects, Colour Grading'),
    (13, 'Animator', true, '2D, 3D, Motion Graphics', 'Motion Designer', '',
        'Makes things move', 'After Effects, Blender, Cinema 4D, Storyboarding'),
    (14, 'Actor', true, 'Stage, Film, Voice', 'Actress', '',
        'Acts on stage and screen', 'Stage, Screen, Improvisation'),
    (15, 'Musician', true, 'Band, Soloist, Composer', 'Composer', '',
        'Plays, sings or writes music', 'Composing, Session Work, Singing, Production'),
    (16, 'Copywriter', true, 'Advertising, Web, Social Media', 'Writer', 'Content Writer',
        'Writes what is read', 'Copywriting, Editing, Proofreading, Search Engine Optimisation'),
    (17, 'Fashion Designer', true, 'Womenswear, Menswear, Accessories', '', '',
        'Designs clothes', 'Pattern Cutting, Sewing, Textile Design'),
    (18, 'Art Director', true, 'Advertising, Film, Fashion', 'Creative Director', '',
        'Leads how a production looks', 'Art Direction, Storyboarding, Set Design'),
    (19, 'Voice Over Artist', true, 'Advertising, Games, Audiobooks', 'Voice Actor', '',
        'Lends a voice', 'Narration, Characters, Audio Editing'),
    (20, 'Event Planner', true, 'Weddings, Corporate, Festivals', 'Wedding Planner', '',
        'Makes occasions happen', 'Planning, Budgeting, Venues')
) as fresh (id, name, in_search, sub, alias1, alias2, description, suggestions)
where not exists (select from discipline);

insert into subdiscipline (id, discipline_id, name, suggestions)
select fresh.* from (values
    (3, 1, 'Wedding Photographer', 'Candid, Portrait, Albums'),
    (4, 1, 'Landscape Photographer', 'Long Exposure, Panorama, Drone'),
    (5, 1, 'Portrait Photographer', 'Studio Lighting, Headshots, Retouching'),
    (6, 2, 'Illustrator', 'Illustrator, Procreate, Character Design'),
    (7, 2, 'Retouching', 'Photoshop, Compositing, Colour Grading'),
    (8, 2, 'Web Design', 'HTML, CSS, WordPress, User Experience'),
    (9, 1, 'Fashion Photographer', 'Editorial, Lookbook, Studio Lighting'),
    (10, 1, 'Product Photographer', 'Still Life, Studio Lighting, Packshots'),
    (11, 1, 'Food Photographer', 'Still Life, Food Styling'),
    (12, 2, 'Branding', 'Logos, Typography, Guidelines'),
    (13, 3, 'Fashion Model', 'Catwalk, Editorial, Lookbook'),
    (14, 3, 'Commercial Model', 'Advertising, Lifestyle'),
    (15, 4, 'Bridal Makeup', 'Bridal, Airbrush'),
    (16, 4, 'Special Effects Makeup', 'Prosthetics, Body Paint'),
    (17, 5, 'Wardrobe Stylist', 'Wardrobe, Personal Styling'),
    (18, 5, 'Food Stylist', 'Food Styling, Props'),
    (19, 6, 'Bridal Hair', 'Bridal Hair, Extensions'),
    (20, 7, 'Wedding Videographer', 'Drone, Sound Recording, Highlights'),
    (21, 7, 'Music Video', 'Steadicam, Colour Grading'),
    (22, 8, 'Ballet', 'Ballet, Pointe'),
    (23, 8, 'Street Dance', 'Hip Hop, Breaking'),
    (24, 13, 'Motion Graphics', 'After Effects, Titles'),
    (25, 15, 'Composer', 'Composing, Production')
) as fresh (id, discipline_id, name, suggestions)
where not exists (select from subdiscipline)
  and exists (select from discipline where discipline.id = fresh.discipline_id);

insert into skill (id, name)
select * from (values
    (3, 'Photoshop'), (4, 'Illustrator'), (5, 'Aftereffects'), (6, 'Lightroom'), (7, 'InDesign'),
    (8, 'Premiere Pro'), (9, 'Final Cut'), (10, 'Blender'), (11, 'Cinema 4D'), (12, 'Procreate'),
    (13, 'Retouching'), (14, 'Compositing'), (15, 'Colour Grading'), (16, 'Studio Lighting'), (17, 'Speedlight'),
    (18, 'Drone'), (19, 'Long Exposure'), (20, 'Food Styling'), (21, 'Props'), (22, 'Wardrobe'),
    (23, 'Bridal'), (24, 'Airbrush'), (25, 'Special Effects'), (26, 'Editorial'), (27, 'Lookbook'),
    (28, 'Branding'), (29, 'Typography'), (30, 'Logos'), (31, 'User Experience'), (32, 'HTML'),
    (33, 'CSS'), (34, 'JavaScript'), (35, 'WordPress'), (36, 'Storyboarding'), (37, 'Choreography'),
    (38, 'Sound Recording'), (39, 'Audio Editing'), (40, 'Composing'), (41, 'Copywriting'), (42, 'Proofreading'),
    (43, 'Pattern Cutting'), (44, 'Set Design')
) as fresh (id, name)
where not exists (select from skill);

-- The rows above brought their ids along; what is added later continues after them.
select setval(pg_get_serial_sequence('discipline', 'id'), (select coalesce(max(id), 1) from discipline));
select setval(pg_get_serial_sequence('subdiscipline', 'id'), (select coalesce(max(id), 1) from subdiscipline));
select setval(pg_get_serial_sequence('skill', 'id'), (select coalesce(max(id), 1) from skill));
