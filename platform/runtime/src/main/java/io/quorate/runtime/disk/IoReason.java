package io.quorate.runtime.disk;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why a file operation failed, in words: what the JDK says is often no more than the file. */
public final class IoReason {

    private IoReason() {}

    /** The reason, with the file if the failure knows it. */
    public static String of(IOException failure) {
        String reason =
                switch (failure) {
                    case AccessDeniedException _ -> "permission denied";
                    case NoSuchFileException _ -> "no such file or directory";
                    case NotDirectoryException _ -> "not a directory";
                    case DirectoryNotEmptyException _ -> "the directory is not empty";
                    case FileAlreadyExistsException _ -> "there is a file of that name";
                    case FileSystemLoopException _ -> "too many links";
                    default -> null;
                };
        if (reason != null) {
            String file = ((FileSystemException) failure).getFile();
            return file == null ? reason : reason + ": " + file;
        }
        if (failure instanceof CharacterCodingException) {
            return "it is no text in UTF-8";
        }
        return failure.getMessage() == null
                ? failure.getClass().getSimpleName()
                : failure.getMessage();
    }
}
