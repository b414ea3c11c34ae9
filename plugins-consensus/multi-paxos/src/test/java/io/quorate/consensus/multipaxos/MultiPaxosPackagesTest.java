package io.quorate.consensus.multipaxos;

import io.quorate.testkit.module.PackagesContract;

class MultiPaxosPackagesTest extends PackagesContract {

    @Override
    protected Class<?> atTheTop() {
        return MultiPaxosFactory.class;
    }
}
