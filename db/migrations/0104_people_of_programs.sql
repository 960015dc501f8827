-- A test key puts people on newsletters, and none of them is mailed. A program's file does not pass a newsletter's confirmation by its own word.
-- Both kinds of people wait, until a member, a live key's question or they themselves say so.
alter table subscriptions add column by_program boolean not null default false;
comment on column subscriptions.by_program is 'True where a program put the person on and nobody asked them. While confirmed_at is null too, a word that holds takes its place.';
