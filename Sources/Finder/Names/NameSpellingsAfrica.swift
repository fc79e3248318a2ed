extension NameLists {
    /// One name as offices in English and in French wrote it; and names of praise with and without their beginning.
    static let westAfrica = """
        diallo jallow jalloh djallo dialo jallo
        bah ba baah
        barry barrie bari
        sow so
        camara kamara camera
        conde konde
        conteh conte kante konteh
        koroma kourouma kuruma
        sesay cisse ceesay sissay
        touray toure turay toureh
        traore trawally tarawally tarawalie
        ndiaye njie njai ndiay
        diop jobe diob
        thiam cham tiam
        gueye gaye gueyeh
        fall fal
        sarr sar saar
        seck sek
        mbaye mbye
        mbow mboh
        sane sanneh sannoh
        drame drammeh daramy dramy
        sylla silla sillah
        kaba cabba kabba
        keita keyta kieta
        sanogo sanoko
        ouattara watara wattara
        coulibaly kulibaly koulibaly
        kone koneh
        diarra jarra jara
        sidibe sidibeh
        sissoko cissokho suso sissokho
        danso dansoh
        bangura bangoura
        soumah sumah
        fofana fofanah
        mansaray mansare
        kanu kanou
        fatoumata fatumata fatou fatu fatmata
        aminata aminatta ami
        mariama mariam mariatu
        kadiatou kadiatu khadijatou kadijatu
        aissatou aisatu isatou isatu
        hawa hawah eve hawwa
        oumou umu
        mamadou mamadu momodou modou
        amadou amadu ahmadou
        ousmane usman osman ousman
        ibrahima ibrahim ebrima brima
        abdoulaye abdulai abdoulie abdulaye
        alhassan alhasan alassane lassana
        alhaji alhajie elhadj alhagie
        saidu saidou seydou
        sulaiman souleymane sulayman sulaimana
        lamin lamine alamin
        bakary bakari boubacar abubakar babucarr
        abubakar abubakari aboubacar abubakarr abubaker
        moussa musa
        issa isa
        yaya yahya
        akosua akosuah akousa
        adwoa adjoa ajoa ejo
        abena abenaa
        akua ekua
        yaa yaah
        afua efua afia
        ama amah
        kwabena kobena kwabenah
        kwaku kweku quaku
        kwasi kwesi quasi
        kofi coffie koffi
        yaw yao ekow
        kwadwo kojo cudjoe kwadjo
        nana nanah
        osei ossei
        agyei adjei agyeman
        agyeman adjeman
        gyamfi jamfi
        gyasi jasi
        boakye boachie
        appiah apiah
        addo ado
        tetteh teteh
        oluwaseun oluseun seun
        oluwafemi olufemi femi
        oluwatobi olutobi tobi
        oluwakemi olukemi kemi
        oluwadamilare damilare
        oluwadamilola damilola
        oluwatosin olutosin tosin
        oluwatoyin olutoyin toyin
        oluwaseyi oluseyi seyi
        oluwapelumi pelumi
        oluwadarasimi darasimi
        oluwatimilehin timilehin timi
        oluwanifemi nifemi
        oluwaseyifunmi funmi
        olufunmilayo funmilayo funmi funke
        oluwafunmilayo funmilayo funmi
        oluwabukola bukola bukky
        ayodele dele ayo
        ayomide ayo
        ayomikun ayo
        adedayo dayo
        adeniyi niyi
        adekunle kunle
        babatunde tunde baba
        babajide jide
        temitayo tayo
        temidayo dayo
        titilayo titi layo
        folasade sade fola
        folashade shade sade
        morenikeji keji
        chukwuma chuma
        chukwudi chudi
        chukwuebuka ebuka
        chinonye nonye
        chiamaka amaka
        chidinma dinma
        chidiebere ebere
        chinyere nyere
        ifeanyi ify
        ifeoma ify
        nkechinyere nkechi
        ikechukwu ike iyke
        ebelechukwu ebele
        somtochukwu somto
        kenechukwu kene
        kosisochukwu kosi
        ogechukwu oge
        uzoamaka uzo amaka
        obiageli oby
        """

    /// Somali in its own orthography and in English; Arabic by way of English and of French.
    static let hornAndArabic = """
        saad sacad sad
        sadia saadia sacdiya sacdiyo sadiya
        fawzia fowsiyo fowzia fauzia fawziya
        sahra zahra sahro zahro
        hawa xaawo hawo hawwa
        hawo xaawo hawa
        mohumed muxumed muhumed
        muxammad muhammad
        awil cawil aweil
        awale cawaale
        abdulkadir abdiqadir cabdiqaadir abdikadir abdelkader abdulqadir abdulkader
        abdisalam abdulsalam abdelsalam abdussalam cabdisalaan abdisalan
        abdinasir abdulnasir abdinassir abdelnasser abdulnasser abdunasir
        abdiwahab abdulwahab abdelwahab
        abdihakim abdulhakim abdelhakim abdihakin
        abdirashid abdulrashid abdirashiid
        abdimajid abdulmajid abdelmajid
        abdishakur abdulshakur abdishakuur
        abdiwali cabdiwali
        abdihamid abdulhamid abdelhamid
        abdullatif abdelatif abdillatif abdulatif
        abdulmalik abdelmalek abdimalik
        abdulmajeed abdulmajid
        dahir daahir tahir taahir
        deeqa deqa diqa
        ifrah ifraax ifra
        ikran ikraan ikram ikraam
        idil ceedil edil
        ubah ubax uba
        ugaas ugas
        sagal sagaal
        hamdi xamdi
        hinda hindia
        hamda xamda
        habiba xabiiba habibah
        habibo xabiibo
        naima nacima naimah neima
        nimo nimco nimaco
        rahma raxma rahmah
        rahmo raxmo
        roda roodo rooda
        sucdi suad souad suaad
        sucaad suad souad
        samiya samia
        shukri shukria choukri
        shamso shamsa
        shamis shams
        yasin yassin yaasiin yaseen yacine
        yonis yunis yoonis
        liban libaan
        mahad maxad
        mahdi mehdi mahdy
        mukhtar muqtar mokhtar moqtar
        mubarak mubaarak moubarak
        mursal mursel
        nasir nassir naasir nasser naser
        qadar khadar khader khadr
        qasim kassim kasim qassim kacem gasim
        said siciid saeed
        salah saalax saleh salih salax
        salad salaad
        samatar samater
        sharmarke sharmaarke
        shire shirre
        sheikhdon shekhdon
        wardere wardheere
        yusra yousra
        zamzam samsam
        bashir basheer bashiir bachir
        barre bare
        bile biile
        duale ducaale dualeh
        egal cigaal igal
        elmi cilmi
        gele geelle geele
        gedi geedi
        guleid guled guuleed
        hagi xaaji haji
        hirsi xirsi hersi
        jimale jimcaale
        kahin kaahin
        madar maadar
        muse muuse musa mousa
        nour nuur nur noor
        omar cumar
        roble rooble
        samantar samatar
        ahlam axlaam
        amal amaal
        asma asmaa asmah
        esra israa isra
        eman iman eiman imaan
        fadi fady
        faris fares
        farid fareed
        fuad fouad fouaad
        ghada ghadah
        ghassan gassan rassan
        haitham haytham haisam
        hala halla
        hanan hanane
        haya haia
        hicham hisham hesham
        huda houda hoda
        hussam hossam husam housam
        ihab ehab
        ikhlas ekhlas
        jaber jabir gaber
        jihad gihad djihad
        kamal kamel kemal
        khayri khairi
        khulud khouloud kholoud
        lubna loubna
        lamia lamya
        maha mahaa
        mahir maher
        majdi magdi
        manal menal
        marwan marwen merwan
        mona muna mouna
        mourad murad
        muath moaz muaz moad
        mustapha mustafa
        nabil nabeel
        nadim nadeem
        nahla nehla
        najib najeeb nagib
        najla nagla
        nizar nezar
        nuha noha nouha
        omaima umaima oumaima
        rabia rabiah rabie
        raed raid
        rami ramy
        rania ranya raniya
        rima reema rimah
        riyad riyadh riad ryad
        rida reda ridha
        sabri sabry
        safa safaa
        sami samy
        samir sameer
        sana sanaa
        shadi shady chadi
        shaima shaymaa chaima
        suha soha
        taha taaha
        talal tallal
        tamer tamir thamer
        tawfiq tewfik toufik taufiq
        wael wail
        walid waleed oualid
        yazid yazeed
        yousra yusra
        youssra yousra
        zayd zaid zeid
        zayn zain zein zayne
        zeinab zaynab zenab
        ziad ziyad zyad
        abu abou
        ben bin ibn
        cherif sharif
        chaker shaker shakir
        bouazizi buazizi
        benali binali
        elsayed alsayed alsayyid elsayyed
        elmasri almasri elmasry
        haddad hadad
        khoury khouri khuri
        najjar naggar nadjar
        tabet thabit thabet
        gebre gabra ghebre
        haile hayle
        tesfaye tesfay
        tewodros theodros tedros
        yohannes yohanes johannes
        mikael mikal michael
        selam salam
        kidane kidan
        berhane birhane
        mehari mahari
        """
}
