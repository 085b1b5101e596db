/** No file needs itself, by whatever way: `npm run lint`. Which folder may need which is `house/import-direction`. */
module.exports = {
	forbidden: [
		{
			name: 'no-circular',
			comment: 'Move what both need into a file of its own.',
			severity: 'error',
			from: {},
			to: { circular: true },
		},
	],
	options: {
		// A type that is needed in a circle is a circle too: whoever reads one file has to read the other.
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.base.json' },
		doNotFollow: { path: 'node_modules' },
		exclude: { path: '(^|/)(dist|node_modules)/' },
	},
};
