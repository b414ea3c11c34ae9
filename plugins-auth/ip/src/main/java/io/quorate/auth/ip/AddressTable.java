package io.quorate.auth.ip;

import io.quorate.model.AclEntry;
import io.quorate.model.Identity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * The ranges of one ACL, parsed once and kept by their length, so that an address is looked up once
 * for each length that occurs and not compared with every range. Immutable, any thread.
 */
final class AddressTable implements ToIntFunction<Identity> {

    /** Ranges of one family and length: their leading bits, as text, to permissions. */
    private record Ranges(int addressBytes, int bits, Map<String, Integer> permissions) {}

    private final List<Ranges> byLength = new ArrayList<>();

    AddressTable(List<AclEntry> entries) {
        for (AclEntry entry : entries) {
            AddressRange range = AddressRange.parse(entry.who().id());
            if (range != null) {
                ranges(range.address().length, range.bits())
                        .permissions()
                        .merge(
                                prefix(range.address(), range.bits()),
                                entry.permissions(),
                                (a, b) -> a | b);
            }
        }
    }

    private Ranges ranges(int addressBytes, int bits) {
        for (Ranges known : byLength) {
            if (known.addressBytes() == addressBytes && known.bits() == bits) {
                return known;
            }
        }
        Ranges made = new Ranges(addressBytes, bits, new HashMap<>());
        byLength.add(made);
        return made;
    }

    @Override
    public int applyAsInt(Identity who) {
        byte[] address = AddressText.parse(who.id());
        int permissions = 0;
        if (address != null) {
            for (int at = 0; at < byLength.size(); at++) {
                Ranges ranges = byLength.get(at);
                if (ranges.addressBytes() == address.length) {
                    permissions |=
                            ranges.permissions().getOrDefault(prefix(address, ranges.bits()), 0);
                }
            }
        }
        return permissions;
    }

    /** The leading bits of an address, the others cleared. */
    private static String prefix(byte[] address, int bits) {
        byte[] leading = Arrays.copyOf(address, (bits + 7) / 8);
        if (bits % 8 != 0) {
            leading[leading.length - 1] &= (byte) (0xff00 >> bits % 8);
        }
        return new String(leading, StandardCharsets.ISO_8859_1);
    }
}
