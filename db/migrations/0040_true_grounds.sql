-- Soft opt-in (ePrivacy 13(2)): legitimate interest counts in the countries of opt-in only with the facts of an own sale.

alter table consents add column soft_opt_in boolean not null default false;
comment on column consents.soft_opt_in is 'True for legitimate interest that rests on an own sale: given_on is its day, and the evidence says what was bought and that an opt-out was offered then (ePrivacy 13(2)).';
