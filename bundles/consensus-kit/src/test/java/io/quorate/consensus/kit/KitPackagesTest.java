package io.quorate.consensus.kit;

import io.quorate.testkit.module.PackagesContract;

class KitPackagesTest extends PackagesContract {

    @Override
    protected Class<?> atTheTop() {
        return RoleCore.class;
    }
}
