-- Search: how people are found by words and place, and in which order lists stand (decisions 0006 and 0007).

-- ── words ──

-- Letters that Unicode does not take apart are mapped by hand; marks, apostrophes and what is invisible go without
-- a trace, so that Zoë is zoe and O'Brien obrien; whatever is left that is no letter and no digit parts two words.
-- What letters are is the database's locale to say, which has to be one of UTF-8 other than plain "C".
create function folded_text(raw text) returns text
    language sql immutable parallel safe
    as $$ select regexp_replace(regexp_replace(
            replace(replace(replace(replace(
                translate(lower(normalize(translate(left(raw, 20000), '´`', ''), NFKD)), 'øłđðıς', 'olddiσ'),
                'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
            '[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a'
            '\u064b-\u065f\u0670\u06d6-\u06dc\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\u3099\u309a\ufe00-\ufe0f'
            '\ufe20-\ufe2f''`‘’‛ʹʻʼʽ′\u00ad\u200b-\u200d\u2060\ufeff]+', '', 'g'),
            '[^[:alnum:]]+', ' ', 'g') $$;
comment on function folded_text is 'Words as searches compare them: lower case, without accents, apostrophes, punctuation';

create function folded_words(raw text) returns setof text
    language sql immutable parallel safe rows 20
    as $$ select left(word, 50) from string_to_table(folded_text(raw), ' ') word where word <> '' $$;

create function folded_name(name text) returns text
    language sql immutable parallel safe
    as $$ select lower(replace(name, '’', '''')) $$;
comment on function folded_name is 'One discipline name as folded_names has it';

-- An alias is its discipline; a name wins over an alias, and of two that share an alias the newer one.
create view discipline_name as
    select distinct on (name) name, left(key, 100) as key, words
    from (
        select folded_name(word) as name, folded_name(d.name) as key, concat_ws(' ', d.name, d.alias1, d.alias2) as words,
               place, d.id
        from discipline d, unnest(array[d.name, d.alias1, d.alias2]) with ordinality named (word, place)
        where d.deleted_at is null and word <> ''
    ) named order by name, place > 1, id desc;
comment on view discipline_name is 'Every folded name and alias of a discipline, its key in lists, and the words that find it';

create function discipline_keys(names text[]) returns setof text
    language sql stable parallel safe
    as $$ select distinct coalesce(known.key, left(held.name, 100))
          from unnest(folded_names(names)) held (name) left join discipline_name known using (name) $$;
comment on function discipline_keys is 'What disciplines are compared by: the folded name of each, also where an alias is given';

-- ── what is kept of each person ──

create table person_search (
    person_id bigint primary key references person on delete cascade,
    rating bigint not null,
    social_total bigint not null,
    x double precision,
    y double precision,
    z double precision,
    place point,
    words tsvector,
    padding text not null default repeat(' ', 2100)
) with (fillfactor = 90, toast_tuple_target = 128);
comment on table person_search is 'What people are found by: one narrow row each, the words out of line';
comment on column person_search.words is
    'Lexemes that begin with their kind: a word of name or discipline, b of those or a skill, c of those or the '
    'biography, d discipline key, t testing, m mentor; null while the person can''t be found';
comment on column person_search.x is 'With y and z the place on a globe of radius 1, for distances; null without coordinates';
comment on column person_search.place is 'Longitude and latitude, for the index; null while the person can''t be found';
comment on column person_search.rating is 'As person_counter has it, in thousandths; in no index, so that a like is a HOT update';
comment on column person_search.padding is
    'Makes the row long enough for PostgreSQL to move the words out of it, and is then compressed to a few bytes';
alter table person_search alter column words set storage external;
-- Kept up at once: a pending list would be read through by every search.
create index person_search_words on person_search using gin (words) with (fastupdate = off);
-- With what distances are measured by, so that people are counted without a look at their rows.
create index person_search_place on person_search using gist (place) include (x, y, z);

create table person_rank (
    person_id bigint not null references person on delete cascade,
    list text collate "C" not null,
    rating bigint not null,
    social_total bigint not null,
    primary key (person_id, list)
);
comment on table person_rank is 'The lists that people stand in, each in both orders: everybody, a discipline, testing, mentors';
comment on column person_rank.list is '* everybody who can be found, d and the key of a discipline, t testing, m mentors';
create index person_rank_rating on person_rank (list, rating desc, person_id);
create index person_rank_influence on person_rank (list, social_total desc, person_id);

-- How many stand in a list is a total and the changes since it was made: nobody waits for anybody to be counted.
create table person_rank_total (
    list text collate "C" primary key,
    people bigint not null
);
comment on table person_rank_total is 'How many people stand in a list, but for the changes not yet folded in';

create table person_rank_change (
    id bigint generated always as identity primary key,
    list text collate "C" not null,
    people bigint not null
);
comment on table person_rank_change is 'Who came and went in a list since its total was made; the clock folds it in';
create index person_rank_change_list on person_rank_change (list);

-- ── what is asked ──

-- Each word as one of a kind, the last one also as a beginning if so wanted; joined by '&' all of them, by '|' any.
create function search_words(words text[], kind text, beginning boolean, joined text) returns tsquery
    language sql immutable parallel safe
    as $$ select string_agg(
              kind || word || case when beginning and place = cardinality(words) then ':*' else '' end, joined)::tsquery
          from unnest(words) with ordinality as asked (word, place) $$;

-- Six queries that no two of have a person in common, the best matches first, and a seventh of all of them:
-- whole words before a beginning; name and discipline before skills before biography.
create function search_tiers(words text[], joined text) returns tsquery[]
    language sql immutable parallel safe
    as $$ select array[a, b && !!a, c && !!b, pa && !!c, pb && !!(pa || c), pc && !!(pb || c), pc]
          from (select search_words(words, 'a', false, joined) as a,
                       search_words(words, 'b', false, joined) as b,
                       search_words(words, 'c', false, joined) as c,
                       search_words(words, 'a', true, joined) as pa,
                       search_words(words, 'b', true, joined) as pb,
                       search_words(words, 'c', true, joined) as pc) asked $$;
comment on function search_tiers is 'A text search as one query a degree of relevance';

create function search_any(lexemes text[]) returns tsquery
    language sql immutable parallel safe
    as $$ select string_agg('''' || replace(replace(lexeme, '\', '\\'), '''', '''''') || '''', '|')::tsquery
          from unnest(lexemes) lexeme $$;
comment on function search_any is 'Whoever has one of the lexemes';
