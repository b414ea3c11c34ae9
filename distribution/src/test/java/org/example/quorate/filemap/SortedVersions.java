package org.example.quorate.filemap;

/**
 * An immutable sorted map: a treap whose changes copy the way to what they change, so that every
 * version stays. The empty one is null.
 *
 * @param <V> values
 */
record SortedVersions<V>(
        String key, V value, int rank, SortedVersions<V> left, SortedVersions<V> right) {

    static <V> V get(SortedVersions<V> map, String key) {
        SortedVersions<V> at = map;
        while (at != null) {
            int order = key.compareTo(at.key);
            if (order == 0) {
                return at.value;
            }
            at = order < 0 ? at.left : at.right;
        }
        return null;
    }

    /** The first entry at or behind {@code key}; behind it only if {@code strictly}. */
    static <V> SortedVersions<V> next(SortedVersions<V> map, String key, boolean strictly) {
        SortedVersions<V> found = null;
        SortedVersions<V> at = map;
        while (at != null) {
            int order = key.compareTo(at.key);
            if (order < 0 || order == 0 && !strictly) {
                found = at;
                at = at.left;
            } else {
                at = at.right;
            }
        }
        return found;
    }

    static <V> SortedVersions<V> put(SortedVersions<V> map, String key, V value) {
        if (map == null) {
            return new SortedVersions<>(key, value, key.hashCode() * 0x9e3779b9, null, null);
        }
        int order = key.compareTo(map.key);
        if (order == 0) {
            return new SortedVersions<>(key, value, map.rank, map.left, map.right);
        }
        if (order < 0) {
            SortedVersions<V> left = put(map.left, key, value);
            return left.rank > map.rank
                    ? left.with(left.left, map.with(left.right, map.right))
                    : map.with(left, map.right);
        }
        SortedVersions<V> right = put(map.right, key, value);
        return right.rank > map.rank
                ? right.with(map.with(map.left, right.left), right.right)
                : map.with(map.left, right);
    }

    static <V> SortedVersions<V> remove(SortedVersions<V> map, String key) {
        if (map == null) {
            return null;
        }
        int order = key.compareTo(map.key);
        if (order == 0) {
            return join(map.left, map.right);
        }
        return order < 0
                ? map.with(remove(map.left, key), map.right)
                : map.with(map.left, remove(map.right, key));
    }

    private static <V> SortedVersions<V> join(SortedVersions<V> left, SortedVersions<V> right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        return left.rank > right.rank
                ? left.with(left.left, join(left.right, right))
                : right.with(join(left, right.left), right.right);
    }

    private SortedVersions<V> with(SortedVersions<V> newLeft, SortedVersions<V> newRight) {
        return new SortedVersions<>(key, value, rank, newLeft, newRight);
    }
}
