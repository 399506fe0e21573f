/**
 * Notifications become mail: a plain consumer that hands each one to an SMTP server or writes it into a maildir, and
 * says on the outcome topic what became of it before it lets go of the notification.
 */
@NullMarked
package io.tocsin.monitor.mail;

import org.jspecify.annotations.NullMarked;
