/** In a replication group the word is the group's: `primary` or `secondary`. A member that is neither is called a member. */
export function roleWord(role: string, groupRole: string | null): string {
  if (groupRole === null) return role;
  return groupRole === '' ? 'group member' : groupRole.toLowerCase();
}
