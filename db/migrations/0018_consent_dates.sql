-- The day a consent was given, apart from the moment it was recorded, and countries that were written and not understood.

alter table consents add column given_on date check (given_on >= '1990-01-01');
comment on column consents.given_on is 'Day of the calendar on which the person agreed, bought or asked. Null: nobody wrote it down. occurred_at is when the consent was recorded.';
alter table consents add column per_row boolean not null default false;
comment on column consents.per_row is 'True for a member''s word for a file whose rows carry their own dates: it vouches for their grants, and grants nothing itself.';

alter table contacts add column country_written text check (length(country_written) <= 1000);
comment on column contacts.country_written is 'Country as a file wrote it, where it was not understood: the strictest law applies. Null beside a country, or where none was written.';

alter table imports add column given_on date;
comment on column imports.given_on is 'Day on which everybody in the file agreed, bought or asked, where the file has no column of dates.';
alter table imports add column left_before integer not null default 0;
comment on column imports.left_before is 'Of the known contacts, those who had left the newsletter and were not put on it again.';
