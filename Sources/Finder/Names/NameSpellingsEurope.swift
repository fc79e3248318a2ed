extension NameLists {
    /// Turkish and Kurdish names with and without their letters, and beside their Arabic forms.
    static let turkish = """
        mehmet muhammet mehmed
        mahmut mahmud
        yusuf yusuff
        huseyin hussein
        hasan hassan
        ismail ismayil
        ibrahim ibrahem
        ayse aysha aishe ayshe
        hatice hatidje khadija
        fatma fatima
        emine amina
        zeynep zainab
        meryem maryam
        elif alif
        busra bushra
        kubra kubrah
        sumeyye sumaya
        esra isra
        rabia rabiya
        betul batul
        nur noor
        gul guel
        gulsen gulshen
        gunes guenes
        gokhan goekhan
        ozgur oezguer ozguer
        umit uemit
        ugur ughur
        dogan doghan
        erdogan erdoghan
        cagla chagla
        cagri chagri
        cem djem jem
        can jan djan
        cengiz jengiz genghiz
        cemile jamila
        celal jalal jelal
        kemal kamal
        serif sherif
        serife sherife sharifa
        seyma shayma
        sukran shukran
        simsek shimshek
        aydin aydyn
        arslan aslan
        yildiz yildyz
        yildirim ildirim
        kilic kilich
        celik chelik
        cetin chetin
        ozdemir oezdemir
        ozkan oezkan
        bozkurt boskurt
        kara karah
        polat bolat
        baran beran
        rojda rozhda
        rojin rozhin
        zilan zelan
        dilan dylan
        """

    /// Ukrainian, Russian, Polish, Bulgarian, Serbian and Albanian, as passports write them; men's and women's surnames.
    static let slavic = """
        serhii sergey sergei sergiy serhiy sergej siergiej
        dmytro dmitry dmitri dmitriy dimitri dymitr dmitrij
        volodymyr vladimir wladimir wlodzimierz
        yevhen evgeny eugene evgeniy yevgeniy evgen jewgienij
        yevheniia evgenia eugenia yevgenia evgeniya
        oleksandr aleksandr alexander oleksander aliaksandr
        oleksandra aleksandra alexandra
        oleksii alexei aleksey alexey oleksiy aliaksei aleksei
        mykola nikolai nikolay mikolaj mikalai
        mykhailo mikhail michael mihail mikhailo
        mykyta nikita
        andrii andriy andrei andrey andrzej
        anatolii anatoly anatoliy
        yurii yuri yuriy iurii jurij iuri
        yuliia yulia julia iuliia iulia yuliya
        yana jana iana
        yaroslava jaroslava iaroslava
        olena elena yelena alena helen
        iryna irina irena iryna
        tetiana tatiana tatyana
        nataliia natalia nataliya natalya
        mariia maria mariya maryia
        sofiia sofia sofiya zofia
        anastasiia anastasia anastasiya nastia
        viktoriia victoria viktoria viktoriya
        kateryna ekaterina katerina yekaterina katarzyna
        oksana oxana aksana
        halyna galina halina
        svitlana svetlana swietlana sviatlana
        liudmyla lyudmila ludmila ljudmila liudmila
        liubov lyubov ljubov
        bohdan bogdan
        bohdana bogdana
        hryhorii grigory grigoriy gregory
        ihor igor
        illia ilya ilia elijah
        pavlo pavel paul
        petro petr peter
        vasyl vasily vasil vasiliy vasile wasyl
        vsevolod wsewolod
        viacheslav vyacheslav vjaceslav wiaczeslaw
        vitalii vitaly vitaliy witalij
        valerii valery valeriy
        hanna anna ganna
        zhanna janna zanna
        shevchenko szewczenko chevtchenko schevchenko
        kovalenko kowalenko
        kravchenko krawczenko
        tkachenko tkaczenko
        wojcik voitsik
        wisniewski wisniewska vishnevsky
        kaminski kaminska
        lewandowski lewandowska
        zielinski zielinska
        szymanski szymanska
        dabrowski dabrowska
        jankowski jankowska
        piotrowski piotrowska
        grabowski grabowska
        pawlowski pawlowska
        jovanovic jovanovich yovanovich
        petrovic petrovich petrovitch
        nikolic nikolich
        markovic markovich
        hodzic hodzhich hodzich
        georgiev georgieva gueorguiev
        dimitrov dimitrova
        petrov petrova
        ivanova ivanov
        nikolov nikolova
        todorov todorova
        stoyanov stojanov stoianov
        hristo christo khristo
        krasimir krassimir
        tsvetan cvetan zvetan
        tsvetelina cvetelina
        zhivko jivko
        gheorghe george gheorghi
        ionut ionutz
        mihaela michaela
        nicoleta nicoletta
        stefania stephania
        bujar buyar
        xhevat jevat
        gjergj george
        shpetim spetim
        agron aghron
        """
}
