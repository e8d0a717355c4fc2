import { useInstar } from '@instar/react';
import { useQuery } from '@tanstack/react-query';
import { getMe } from '../rest/session.ts';

/** Who is signed in, and what they may upload. */
export function useMe() {
  const { rest } = useInstar();
  return useQuery({
    queryKey: ['me'],
    queryFn: ({ signal }) => getMe(rest, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
