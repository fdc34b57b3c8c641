-- Freshness: every change that a person's card or page shows raises the person's version, in its own transaction.
--
-- A trigger an event and statement: `touched` holds the rows that came, changed or went, `was` what they were before
-- an update; so both the old and the new owner are told of a move. What nobody is shown (last_seen, token_epoch)
-- raises nothing. A side row needs no raise when it comes: its person or picture has just come with a new version.

-- Who writes about a person waits for others who do at the person's counters, and then only raises the version: so
-- rows are held in one order (picture_counter, person_counter, person_version; each by id) whatever is written, and
-- none waits in a circle. The lock of the table is for `club check counters --repair`, which holds all of it.
create function raise_people(ids bigint[]) returns void language plpgsql as $$
begin
    if ids = '{}' then
        return;
    end if;
    lock table person_counter in row exclusive mode;
    perform from person_counter where person_id = any(ids) order by person_id for no key update;
    update person_version set version = nextval('fragment_version') where id = any(ids);
end $$;
comment on function raise_people is 'What is kept in memory about these people is old from this transaction on';

-- TRUNCATE doesn't say whose rows they were.
create function everybody_changed() returns trigger language plpgsql as $$
begin
    perform raise_people(array(select id from person_version));
    return null;
end $$;

create function person_changed() returns trigger language plpgsql as $$
begin
    perform raise_people(array(select id from touched));
    return null;
end $$;
create trigger person_changed after update on person
    referencing new table as touched for each statement execute function person_changed();

create function person_counter_changed() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        perform raise_people(array(select person_id from was union select person_id from touched));
    else
        perform raise_people(array(select person_id from touched));
    end if;
    return null;
end $$;
create trigger person_counter_changed after update on person_counter
    referencing old table as was new table as touched for each statement execute function person_counter_changed();
create trigger person_counter_went after delete on person_counter
    referencing old table as touched for each statement execute function person_counter_changed();
create trigger person_counter_emptied after truncate on person_counter
    for each statement execute function everybody_changed();

-- A picture is counted in the portfolios that hold it, whoever owns those.
create function picture_changed() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        perform raise_people(array(
            select owner_id from was union select owner_id from touched
            union select f.owner_id from touched t
                join portfolio_picture on picture_id = t.id join portfolio f on f.id = portfolio_id));
    else
        perform raise_people(array(select owner_id from touched));
    end if;
    return null;
end $$;
create trigger picture_came after insert on picture
    referencing new table as touched for each statement execute function picture_changed();
create trigger picture_changed after update on picture
    referencing old table as was new table as touched for each statement execute function picture_changed();
create trigger picture_went after delete on picture
    referencing old table as touched for each statement execute function picture_changed();
create trigger picture_emptied after truncate on picture
    for each statement execute function everybody_changed();

-- Views and likes stand beside the pictures of a card.
create function picture_counter_changed() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        perform raise_people(array(
            select owner_id from (table was union table touched) counter join picture on id = picture_id));
    else
        perform raise_people(array(select owner_id from touched join picture on id = picture_id));
    end if;
    return null;
end $$;
create trigger picture_counter_changed after update on picture_counter
    referencing old table as was new table as touched for each statement execute function picture_counter_changed();
create trigger picture_counter_went after delete on picture_counter
    referencing old table as touched for each statement execute function picture_counter_changed();
create trigger picture_counter_emptied after truncate on picture_counter
    for each statement execute function everybody_changed();

create function portfolio_changed() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        perform raise_people(array(select owner_id from was union select owner_id from touched));
    else
        perform raise_people(array(select owner_id from touched));
    end if;
    return null;
end $$;
create trigger portfolio_came after insert on portfolio
    referencing new table as touched for each statement execute function portfolio_changed();
create trigger portfolio_changed after update on portfolio
    referencing old table as was new table as touched for each statement execute function portfolio_changed();
create trigger portfolio_went after delete on portfolio
    referencing old table as touched for each statement execute function portfolio_changed();
create trigger portfolio_emptied after truncate on portfolio
    for each statement execute function everybody_changed();

-- A page says how many pictures a portfolio holds.
create function portfolio_picture_changed() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        perform raise_people(array(
            select owner_id from (table was union table touched) held join portfolio on id = portfolio_id));
    else
        perform raise_people(array(select owner_id from touched join portfolio on id = portfolio_id));
    end if;
    return null;
end $$;
create trigger portfolio_picture_came after insert on portfolio_picture
    referencing new table as touched for each statement execute function portfolio_picture_changed();
create trigger portfolio_picture_changed after update on portfolio_picture
    referencing old table as was new table as touched for each statement execute function portfolio_picture_changed();
create trigger portfolio_picture_went after delete on portfolio_picture
    referencing old table as touched for each statement execute function portfolio_picture_changed();
create trigger portfolio_picture_emptied after truncate on portfolio_picture
    for each statement execute function everybody_changed();
