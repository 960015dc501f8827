-- Who asked for a change of address, so that its mails and pages can say from where.
alter table email_changes add column ip text, add column user_agent text;
