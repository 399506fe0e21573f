/** Accounts at any provider that speaks SCIM 2.0 (RFC 7643, RFC 7644): {@code active} is read, and changed by PATCH. */
@NullMarked
package io.tocsin.monitor.account.scim;

import org.jspecify.annotations.NullMarked;
