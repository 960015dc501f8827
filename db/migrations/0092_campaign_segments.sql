-- A campaign goes to a newsletter, and may be narrowed to a segment of it.

alter table campaigns add column segment_id uuid;
comment on column campaigns.segment_id is 'Segment that narrows the newsletter. It never widens it: ground and confirmation are the newsletter''s. A draft whose segment is gone goes to nobody.';
alter table campaigns add column segment_name text check (length(segment_name) between 1 and 100);
alter table campaigns add column segment_filters jsonb;
comment on column campaigns.segment_filters is 'The segment''s filters as they were when a member sent or scheduled the campaign. Who belongs to it is asked when sending starts.';
create index campaigns_segment on campaigns (workspace_id, segment_id) where segment_id is not null;
alter table campaign_drafts add column segment_id uuid;
