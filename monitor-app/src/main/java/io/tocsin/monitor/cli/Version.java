package io.tocsin.monitor.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"Tocsin " + text() + " on Java " + Runtime.version()};
    }

    /** The version of this build, which stands in the jar's manifest. */
    static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "(development)" : version;
    }
}
