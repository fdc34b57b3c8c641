-- Who looks for messages again is told by the versions of their conversations whether anything was said since
-- (decision 43). Until now a version told of what an inbox shows: the last message, and whatever is rewritten.

create or replace function thread_item_changed() returns trigger language plpgsql as $$
begin
    case tg_op
        when 'INSERT' then
            perform thread_last(array(select thread_id from touched group by 1 order by 1));
            -- What stands last raised the version as such: not what is held back, nor what an import brings late.
            perform raise_threads(array(
                select t.id from touched n join thread t on t.id = n.thread_id
                group by t.id having t.last_item <> all (array_agg(n.id)) order by 1));
        when 'UPDATE' then
            perform thread_last(array(
                select n.thread_id from touched n join was o using (id) where n.withheld <> o.withheld group by 1 order by 1));
            perform raise_threads(array(
                select n.thread_id from touched n join was o using (id)
                where (n.message, n.html, n.withheld) is distinct from (o.message, o.html, o.withheld)
                group by 1 order by 1));
        when 'TRUNCATE' then
            perform thread_last(array(select id from thread order by id));
            perform raise_threads(array(select id from thread order by id));
        else
            perform thread_last(array(select thread_id from touched group by 1 order by 1));
            perform raise_threads(array(select thread_id from touched group by 1 order by 1));
    end case;
    return null;
end $$;
