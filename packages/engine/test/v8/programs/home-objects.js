class A{}
class H extends (() => H, A) { constructor(){ super(); const f = () => { super.n; this.k } } }
class J extends (() => J, A) { m(){ super.n  } }
class K extends (() => K, A) { static m(){ super.n  } }
class L extends (() => L, A) { static m(){ (()=>super.n)  } }
class M extends (() => M, A) { m(){ super.n  } static k(){} }
class N extends (() => N, A) { m(){ eval('')  } static k(){} }
class O extends (() => O, A) { m(){  } static k(){ eval('') } }
