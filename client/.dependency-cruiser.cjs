/** Arrows between workspaces: shell > react > core > protocol. Right never imports left. */
const above = {
  protocol: ['core', 'react', 'shell'],
  core: ['react', 'shell'],
  react: ['shell'],
};

const arrows = Object.entries(above).map(([layer, higher]) => ({
  name: `${layer}-looks-up`,
  comment: `@instar/${layer} may not import ${higher.join(', ')}`,
  severity: 'error',
  from: { path: `^packages/${layer}/` },
  to: { path: `^(packages|node_modules/@instar)/(${higher.join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...arrows,
    { name: 'cycle', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    {
      name: 'framework-free',
      comment: 'protocol and core run without React, so that they can be tested and reused without a page',
      severity: 'error',
      from: { path: '^packages/(protocol|core)/src' },
      to: { path: '^(node_modules/)?(react|react-dom|react-aria-components|@tanstack/react-)' },
    },
    { name: 'unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
