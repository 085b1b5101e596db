/** The text that lies at the top of an export. */
export const readme = (
	name: string,
	at: Date,
): string => `Everything OffboardIQ keeps of an organisation
===========================================

Organisation  ${name.replace(/\s+/g, ' ')}
Made          ${at.toISOString()} (UTC, as all times here)

organisation.json       name, domain, rules, tenants, templates, automations, saved views
                        of everybody
members.csv             who belongs to it, and as what
invitations.csv         who was asked to join
covered.csv             employees that the trial or plan covers
invoices.csv            what the plan cost
employees/TENANT.csv    the people of each tenant, as the last sync saw them
offboardings.csv        a line for each run
offboardings.jsonl      the same in full: what was asked for, found and done
events.jsonl            what happened in each run, in order
follow-ups.jsonl        what people decided and did about runs that had ended
schedules.jsonl         offboardings for later
lists.jsonl             people who were offboarded together
approvals.jsonl         what a second person was asked about, and the answer
audit.csv               the audit log as a table, with the names in it that were not erased
audit/                  the audit log as it can be proved: offboardiq verify audit
audit/reports/          the signed record of each run, and of each later check, as a PDF

CSV files open in a spreadsheet; an apostrophe before =, +, - or @ keeps it from
calculating what somebody wrote. .jsonl files hold one JSON object in each line.

Not in it, because nobody can use them but to do harm: passwords and their hashes,
second factors, sessions, links of mails, client secrets, certificates, addresses and
headers of webhooks, and the keys that names in audit/ are encrypted with. What a person was erased from stays erased.

Whoever holds this file holds personal data of everybody in it. Keep it as such.
`;
