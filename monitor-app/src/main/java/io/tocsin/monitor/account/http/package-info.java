/**
 * What identity providers that speak HTTP have in common: bounded calls, bearer tokens that are renewed, and failures in
 * one sentence. Bodies, redirects and waits have limits, and nothing of an answer gets into a message.
 */
@NullMarked
package io.tocsin.monitor.account.http;

import org.jspecify.annotations.NullMarked;
