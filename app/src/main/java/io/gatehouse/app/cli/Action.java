package io.gatehouse.app.cli;

import java.util.concurrent.Callable;

/// A command that ends with an exit code.
public interface Action extends Callable<Integer> {}
