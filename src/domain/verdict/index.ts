export { judge, type Circumstances, type Finding, type Refusal, type Verdict } from './judge.ts';
export { rules, type Condition, type Rule, type RuleId } from './rules.ts';
export { ruleSources, type ActId, type Source } from './sources.ts';
export { groupOf, groups, type Group } from './groups.ts';
export { ageProofs, emergencyTail, ending, inEffect, permissionActs, tsPiot, uniformMinimums } from './law.ts';
