-- Counters kept by the database, in the transaction of the change: whoever writes the rows, and however.
--
-- Every function reads what its statement changed (`added`, `gone`) and counts up or down the rows concerned, in id
-- order: picture_counter before person_counter, so that none waits in a circle. Numbers that rows of another table
-- decide (the likes of a person, by whether the picture is still there) are read only once the counter is held:
-- whoever changes that other table holds it too, so one of the two sees what the other did.
-- What counts is defined in freelancerclub/db/checks.py; `club check counters` proves it. A counter that a restore
-- has left wrong stops nobody: it doesn't fall below nothing.
--
-- One statement that changes pictures and their likes at once (WITH … INSERT …) would be counted wrong; nothing here
-- does that.

-- The plain ones: a row more or less of one table is one more or less in one column. A function each, from one text,
-- so that its statements are planned once and not at every change.
do $$
declare
    one record;
begin
    for one in
        select * from (values
            ('follow', 'followed_id', 'true', 'person_counter', 'person_id', 'followers'),
            ('person_view', 'person_id', 'true', 'person_counter', 'person_id', 'views'),
            ('picture_view', 'picture_id', 'true', 'picture_counter', 'picture_id', 'views'),
            ('picture_comment', 'picture_id', 'deleted_at is null', 'picture_counter', 'picture_id', 'comments'),
            ('application', 'job_id', 'true', 'job_counter', 'job_id', 'applicants'),
            ('alert_sent', 'job_id', 'true', 'job_counter', 'job_id', 'told')
        ) as plain (source, whose, counts, counter, key, counted)
    loop
        execute format($create$
            create function %1$s_counted() returns trigger language plpgsql as $counted$
            declare
                changes refcursor;
                changed bigint;
                more bigint;
            begin
                case tg_op
                    when 'INSERT' then
                        open changes for select %2$s, count(*) from added where %3$s group by 1 order by 1;
                    when 'DELETE' then
                        open changes for select %2$s, -count(*) from gone where %3$s group by 1 order by 1;
                    when 'UPDATE' then
                        open changes for
                            select c.id, sum(c.more)
                            from (select %2$s, 1 from added where %3$s union all select %2$s, -1 from gone where %3$s)
                                as c (id, more)
                            group by 1 having sum(c.more) <> 0 order by 1;
                    else -- TRUNCATE
                        open changes for select %5$s, -%6$s from %4$s where %6$s <> 0 order by 1;
                end case;
                loop
                    fetch changes into changed, more;
                    exit when not found;
                    update %4$s set %6$s = greatest(%6$s + more, 0) where %5$s = changed;
                end loop;
                close changes;
                return null;
            end $counted$
        $create$, one.source, one.whose, one.counts, one.counter, one.key, one.counted);
    end loop;
end $$;

-- With arrays of unknown length the planner would rather plan anew each time, which takes longer than to count.
create function picture_like_counted() returns trigger language plpgsql
    set plan_cache_mode = force_generic_plan
    as $$
declare
    liked bigint[];
    more bigint[];
begin
    case tg_op
        when 'INSERT' then
            select array_agg(c.id order by c.id), array_agg(c.more order by c.id) into liked, more
            from (select picture_id, count(*) from added group by 1) as c (id, more);
        when 'DELETE' then
            select array_agg(c.id order by c.id), array_agg(c.more order by c.id) into liked, more
            from (select picture_id, -count(*) from gone group by 1) as c (id, more);
        when 'UPDATE' then
            select array_agg(c.id order by c.id), array_agg(c.more order by c.id) into liked, more
            from (select t.id, sum(t.more)
                  from (select picture_id, 1 from added union all select picture_id, -1 from gone) as t (id, more)
                  group by 1 having sum(t.more) <> 0) as c (id, more);
        else -- TRUNCATE
            perform from picture_counter where likes <> 0 order by picture_id for no key update;
            update picture_counter set likes = 0 where likes <> 0;
            perform from person_counter where likes <> 0 order by person_id for no key update;
            update person_counter set likes = 0 where likes <> 0;
            return null;
    end case;
    if liked is null then
        return null;
    end if;
    for place in 1 .. cardinality(liked) loop
        update picture_counter set likes = greatest(likes + more[place], 0) where picture_id = liked[place];
    end loop;
    perform from person_counter where person_id in (select owner_id from picture where id = any (liked))
        order by person_id for no key update;
    update person_counter k set likes = greatest(k.likes + c.more, 0)
    from (select owner_id, sum(t.more)::bigint
          from unnest(liked, more) as t (id, more) join picture using (id)
          where deleted_at is null group by 1) as c (id, more)
    where k.person_id = c.id;
    return null;
end $$;

create function picture_counted() returns trigger language plpgsql
    set plan_cache_mode = force_generic_plan
    as $$
declare
    owners bigint[];
    moved bigint[];
begin
    case tg_op
        when 'INSERT' then -- nobody can have liked it yet
            select array_agg(distinct owner_id) into owners from added where deleted_at is null;
            perform from person_counter where person_id = any (owners) order by person_id for no key update;
            update person_counter k set pictures = k.pictures + c.more
            from (select owner_id, count(*) from added where deleted_at is null group by 1) as c (id, more)
            where k.person_id = c.id;
        when 'UPDATE' then
            select array_agg(distinct owner.id), array_agg(distinct a.id) into owners, moved
            from added a join gone g using (id) cross join lateral (values (a.owner_id), (g.owner_id)) as owner (id)
            where (a.owner_id, a.deleted_at is null) is distinct from (g.owner_id, g.deleted_at is null);
            if owners is null then
                return null;
            end if;
            perform from person_counter where person_id = any (owners) order by person_id for no key update;
            update person_counter k
            set pictures = greatest(k.pictures + c.pictures, 0), likes = greatest(k.likes + c.likes, 0)
            from (select p.owner_id, sum(p.more)::bigint, sum(p.more * l.likes)::bigint
                  from (select id, owner_id, 1 from added where deleted_at is null
                        union all select id, owner_id, -1 from gone where deleted_at is null) as p (id, owner_id, more)
                  cross join lateral (select count(*) from picture_like where picture_id = p.id) as l (likes)
                  where p.id = any (moved) group by 1) as c (id, pictures, likes)
            where k.person_id = c.id;
        when 'DELETE' then -- the likes went with them, uncounted: what is left is counted again
            select array_agg(distinct owner_id) into owners from gone where deleted_at is null;
            perform from person_counter where person_id = any (owners) order by person_id for no key update;
            update person_counter k
            set pictures = (select count(*) from picture where owner_id = k.person_id and deleted_at is null),
                likes = (select count(*) from picture join picture_like on picture_id = picture.id
                         where owner_id = k.person_id and deleted_at is null)
            where k.person_id = any (owners);
        else -- TRUNCATE, which takes the likes too
            perform from person_counter where pictures <> 0 order by person_id for no key update;
            update person_counter set pictures = 0 where pictures <> 0;
    end case;
    return null;
end $$;

create function review_counted() returns trigger language plpgsql as $$
declare
    changes refcursor;
    changed record;
begin
    case tg_op
        when 'INSERT' then
            open changes for
                select person_id as id, count(*) as reviews, sum(stars) as stars,
                    sum(case when halved then stars / 2 else stars end) as points
                from added where authorised group by 1 order by 1;
        when 'DELETE' then
            open changes for
                select person_id as id, -count(*) as reviews, -sum(stars) as stars,
                    -sum(case when halved then stars / 2 else stars end) as points
                from gone where authorised group by 1 order by 1;
        when 'UPDATE' then
            open changes for
                select person_id as id, sum(more) as reviews, sum(more * stars) as stars,
                    sum(more * case when halved then stars / 2 else stars end) as points
                from (select person_id, stars, halved, 1 from added where authorised
                      union all select person_id, stars, halved, -1 from gone where authorised)
                    as c (person_id, stars, halved, more)
                group by 1
                having (sum(more), sum(more * stars), sum(more * case when halved then stars / 2 else stars end))
                    is distinct from (0::bigint, 0::numeric, 0::numeric)
                order by 1;
        else -- TRUNCATE
            open changes for
                select person_id as id, -reviews as reviews, -star_sum as stars, -star_points as points
                from person_counter where reviews <> 0 order by 1;
    end case;
    loop
        fetch changes into changed;
        exit when not found;
        update person_counter
        set reviews = greatest(reviews + changed.reviews, 0), star_sum = greatest(star_sum + changed.stars, 0),
            star_points = greatest(star_points + changed.points, 0)
        where person_id = changed.id;
    end loop;
    close changes;
    return null;
end $$;

do $$
declare
    source text;
begin
    foreach source in array array['follow', 'person_view', 'picture_view', 'picture_comment', 'application',
                                  'alert_sent', 'picture_like', 'picture', 'review']
    loop
        execute format($create$
            create trigger %1$s_counted_insert after insert on %1$s
                referencing new table as added for each statement execute function %1$s_counted();
            create trigger %1$s_counted_update after update on %1$s
                referencing old table as gone new table as added for each statement execute function %1$s_counted();
            create trigger %1$s_counted_delete after delete on %1$s
                referencing old table as gone for each statement execute function %1$s_counted();
            create trigger %1$s_counted_truncate after truncate on %1$s
                for each statement execute function %1$s_counted();
            comment on function %1$s_counted is 'Counts up and down what rows of %1$s are counted in';
        $create$, source);
    end loop;
end $$;

-- From here on they are kept; what was there before is counted once.
update person_counter k set
    followers = (select count(*) from follow where followed_id = k.person_id),
    views = (select count(*) from person_view v where v.person_id = k.person_id),
    likes = (select count(*) from picture i join picture_like on picture_id = i.id
             where owner_id = k.person_id and deleted_at is null),
    pictures = (select count(*) from picture where owner_id = k.person_id and deleted_at is null),
    (reviews, star_sum, star_points) = (
        select count(*), coalesce(sum(stars), 0), coalesce(sum(case when halved then stars / 2 else stars end), 0)
        from review r where r.person_id = k.person_id and authorised);
update picture_counter k set
    views = (select count(*) from picture_view v where v.picture_id = k.picture_id),
    likes = (select count(*) from picture_like l where l.picture_id = k.picture_id),
    comments = (select count(*) from picture_comment c where c.picture_id = k.picture_id and deleted_at is null);
update job_counter k set
    applicants = (select count(*) from application a where a.job_id = k.job_id),
    told = (select count(*) from alert_sent a where a.job_id = k.job_id);
