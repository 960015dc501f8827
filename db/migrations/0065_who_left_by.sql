-- The report of a campaign tells who unsubscribed through its links. The most suppressions come from no campaign, so they stay out.
create index suppressions_by_campaign on suppressions (workspace_id, campaign_id, id desc) where campaign_id is not null;
