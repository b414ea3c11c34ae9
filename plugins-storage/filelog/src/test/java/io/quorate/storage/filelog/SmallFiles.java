package io.quorate.storage.filelog;

import io.quorate.storage.kit.log.JournalSettings;

/** Settings of tests, whose log files are prepared in blocks of 4 KiB. */
final class SmallFiles {

    static final JournalSettings JOURNAL = new JournalSettings(4096, true, 1000, -1);

    static final FilelogSettings SETTINGS =
            new FilelogSettings("", true, false, true, true, JOURNAL);

    private SmallFiles() {}
}
