package io.tocsin.monitor.broker;

import java.nio.file.Path;

/** Another broker works on this data folder. */
public final class DataFolderInUseException extends BrokerException {
    private static final long serialVersionUID = 1L;

    private final transient Path folder;

    DataFolderInUseException(Path folder, String holder) {
        super("The data folder " + folder + " is in use by " + holder + ": stop it first, or name another data folder");
        this.folder = folder;
    }

    /** The folder that is in use. */
    public Path folder() {
        return folder;
    }
}
