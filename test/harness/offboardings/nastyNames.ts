import type { Offboarding } from '../../../nodes/shared/step/offboarding';
import { allDone } from './allDone';
import { item } from './parts';

/** Names that break reports: other scripts, emoji, bidi tricks, markup, one of 10,000 characters. */
export function nastyNames(): Offboarding {
	const base = allDone();
	return {
		...base,
		employee: {
			...base.employee,
			displayName: 'Zoë Łukasiewicz 王小明',
			userPrincipalName: `${'very.long.address.'.repeat(5)}zoe_lukasiewicz@subsidiary.of.a.company.with.a.rather-long-name.example`,
			jobTitle: 'Chief 😀 of <script>alert(1)</script> & Co',
		},
		manager: base.manager && { ...base.manager, displayName: 'Evil\u202Egpj.exe\u0000\u200B' },
		tenant: { ...base.tenant, displayName: 'Ελληνικά и русский ООО' },
		steps: base.steps.map((outcome) =>
			outcome.key === 'removeFromTeams' ? { ...outcome, items: nastyItems() } : outcome,
		),
	};
}

function nastyItems(): Offboarding['steps'][number]['items'] {
	return [
		item(5, 'X'.repeat(10_000)),
		item(5.1, `Z${'\u0301'.repeat(1000)}algo`),
		item(
			5.2,
			'=HYPERLINK("http://evil.example","click") {{ $env }} https://evil.example/javascript:alert(1)',
		),
		item(5.3, 'محمد علي'),
		item(5.4, '👨‍👩‍👧 family \ud800 lone'),
		item(5.5, 'Nguyễn Thị Phương Ánh, Dvořák, Ştefănescu, Žižek'),
		item(5.6, '北京分公司人力资源部门招聘与培训中心（亚太区）全体员工通讯组列表'),
	];
}
