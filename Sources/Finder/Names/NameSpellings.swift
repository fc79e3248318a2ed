extension NameLists {
    /// One name in several spellings: of transliterations, of languages, of tradition.
    static let spellings = """
        mohammed muhammad mohamed mohammad muhammed mohamad mahamed maxamed muhamed mohamud mehmet mehmed mahomed mamadou mohd muhamad muhammet
        ahmed ahmad axmed ahmet achmed amed ahmadu ahmadou
        hussain hussein husain hossain hossein xuseen husayn hussien huseyin houssein husein
        hassan hasan xasan hassen hassaan
        ali aly cali alli
        yusuf yousef yusef youssef yousuf yuusuf josef yousif yusif yosef joseph jozef youcef
        ibrahim ebrahim ibraheem ibraahim brahim ibrahima abraham avraham
        omar umar omer cumar oumar
        osman usman uthman othman cismaan ousmane cusmaan
        abdullah abdallah abdulla abdullahi cabdullahi abdoulaye abdulah
        abdirahman abdulrahman abdurrahman abdiraxman abdelrahman abdurahman cabdiraxmaan abdourahmane abdulrehman
        abdikarim abdulkarim abdelkarim abdulkareem
        abdiaziz abdulaziz abdelaziz
        abdirizak abdulrazak abdirisaq abdurrazzaq abdulrazaq
        abdul abdel abd abdal abdoul abdil abdol
        rahman rehman raman rahmaan rahmani
        karim kareem kerim
        rahim raheem
        aziz azeez
        hamid hameed
        rashid rasheed raashid
        majid majeed
        wahid waheed
        salim saleem selim saalim
        jamal jamaal gamal cemal djamel
        jamil jameel cemil
        khan kahn xan kan
        khalid khaled khaalid halid
        bilal belal bilaal
        ismail ismael esmail ismaaciil ishmael ismaeel ismaila
        zakariya zakaria zakariyya zekeriya zachariah zakariye zakarias
        suleiman sulaiman suliman soliman saleban suleyman solomon sulayman saleebaan
        mustafa mostafa mustapha mustafe moustafa moustapha
        saeed said sayeed siciid saed saiid sayed
        syed sayed sayyid said syyed sayyed
        fatima fatimah fatema faatimah fadumo faduma fatma fatimata fatoumata fathima fatemeh faadumo
        aisha ayesha aishah aicha caasha asha aysha aiysha aissatou ayse aesha aishat
        maryam mariam maryan miriam meryem maryem mariama marium marjam mary maria marie
        zainab zaynab zeinab zeynep zeynab zainabu zaineb
        khadija khadijah khadeeja hatice kadija khadeejah khadiza qadija kadiatou hadiza
        amina aminah aamina ameena aminat amena emine amiina
        safiya safia safiyah safiyyah sofiya
        sumaya sumayya sumayah sumaiya sumayyah sumeya
        halima halimah haleema halimat xaliimo
        yasmin yasmine jasmin yasmeen jasmine yasemin yasamin
        noor nur nour nuur noora nura
        zahra zara zahrah sahra zehra zahara
        leila layla laila leyla layli leyla
        ruqaya ruqayyah rukia ruqayya rukayat roqia
        khalida khaleda
        nasra nasrah
        hamza hamzah hamse
        haroon harun haaruun aaron haron
        idris idrees edris idriss
        ilyas elias ilias iliyas elyas
        imran emran cimraan
        isa issa eesa ciise essa eisa
        musa moosa mousa muuse moses moussa mose
        dawud daud dawood david daoud dawid davud
        nuh noah nooh
        yunus younis yunis jonah younus
        yahya yahia yaxye yehya
        ayub ayoub ayyub job
        luqman lukman loqman
        tariq tarik tareq taariq
        faisal faysal feisal faizal
        sharif shareef cherif sherif
        farooq faruk farouk farouq faruq
        rafiq rafik rafeeq
        shafiq shafeeq
        siddiq sadiq sadik
        nadia nadiya
        samira sameera sameerah
        amira ameera
        salma selma
        begum begam beegum begom
        chowdhury choudhury chaudhry choudhry chaudhary chowdhry chaudhari choudhary chaudry choudry chaudhuri
        uddin udin uddeen eddine
        miah mia miya mya mian
        akhtar akter aktar akhter akther
        khatun khatoon
        bibi bibee
        iqbal ikbal eqbal
        mahmood mahmud mehmood mahmoud maxamuud mahmut mohamoud mohamud
        malik malek mallick maalik malick
        shah sha
        hashmi hashemi
        siddiqui siddiqi siddique sidiki siddiquee
        sheikh shaikh shaykh shekh sheik shiekh sheekh
        qureshi kureshi quraishi koreshi qureishi
        haque hoque haq haqq hak hoq
        ansari ansary
        kazi qazi quazi
        gupta gupte
        bhatt bhat butt
        sardar serdar
        rana rahna
        farah faarax fara farax
        jama jaamac jamma jaama
        warsame warsama
        aden adan aadan adam aadam
        hersi xirsi
        haji xaaji hajji hadji
        isse ciise issa
        nimco nimo neema
        hodan xodan
        ayan ayaan cayaan
        hibo hiba hibaaq
        cabdi abdi
        guled guuleed
        patel patil
        singh sing sinh
        kaur kour kor
        sharma sarma
        krishnan krishna kirishnan
        lakshmi laxmi
        vijay bijay
        mukherjee mukherji mukhopadhyay
        banerjee banerji
        bose basu
        kumar coomar
        reddy reddi
        nguyen nguyn
        aleksander alexander aleksandr alexandre alexandros oleksandr iskander alessandro alejandro alexandru aleksandar
        aleksandra alexandra oleksandra alessandra alejandra
        jakub jacob yakub yaqub yaqoob iacob jakob giacomo jacobo
        katarzyna katherine catherine caterina catarina kateryna ekaterina katharina
        catherine katherine kathryn catharine katharine cathryn kathrine
        michal michael mihai mikhail miguel michele michel mikael mykhailo
        pawel paul pavel pablo paulo paolo pol pavlo
        lukasz lucas luke luca lukas lucasz
        mateusz matthew matheus matteo mateo mateus mathew matei matthias matias mattia
        stefan stephen steven stepan estefan stefano esteban etienne stephan
        piotr peter petr pedro pietro pyotr petru petar pierre
        jan john johannes ivan ioan juan joao giovanni jean yan jon hans johan ian sean
        andrzej andrew andrei andres andrea andriy andre andreas andrey
        tomasz thomas tomas tommaso toma
        krzysztof christopher cristobal kristof christoph cristofor
        grzegorz gregory grigore gregorio grigori
        jerzy george jorge gheorghe giorgio yuri georgios jorgen georgi
        marek mark marco marcos marc marcus markus
        wojciech adalbert
        mikolaj nicholas nicolae nicola nikolai nicolas nicolo nikola mykola
        antoni anthony antonio anton antony antoine antonios
        franciszek francis francisco francesco francois franz
        jozef joseph jose giuseppe josef iosif
        wiktor victor viktor vittorio
        wiktoria victoria viktoria viktoriya vittoria
        szymon simon simeon simone semyon shimon
        filip philip phillip felipe filippo philippe
        kacper casper jasper kasper
        oliwia olivia
        zofia sophia sofia sophie zofija sofiya sofie
        julia giulia yulia julija iulia
        elzbieta elizabeth elisabeth elisabetta isabel elisabeta
        malgorzata margaret margarita margherita marguerite margareta
        ewa eva eve
        hanna hannah hana ana anna chana
        anna ana anne ann anya
        joanna johanna joana ioana giovanna
        agnieszka agnes ines agnese
        magdalena madeleine madalena magdalene
        elena helen helena olena yelena ilona
        natalia natalie nataliya natalija nathalie
        tatiana tatyana tetiana tania tanya
        oksana oxana
        ksenia xenia
        yevgeny eugene evgeni
        serhiy sergei sergio sergey
        dmytro dmitri dimitri dmitry dumitru
        volodymyr vladimir
        olga olha
        yaroslav jaroslaw
        kowalski kowalska kovalski
        nowak novak
        ivanov ivanova
        popescu popesku
        stanislaw stanislav
        kwame kwami
        kofi coffie
        yaw yao
        kojo cudjoe
        chukwu chuku
        okafor okafo okeafor
        adeyemi adeyemo
        mensah mensa
        owusu owuso
        boateng boaten
        asante asanti
        diallo jallow djalo
        traore trawally
        toure touray
        ceesay sesay
        ndiaye njie
        jalloh jallow
        emmanuel immanuel manuel emanuel
        ezekiel hezekiel
        ngozi ngosi
        sarah sara sarai sahra
        rebecca rebekah rebeka rebeca
        rachel rachael raquel rachelle
        hannah hanna hana hanah
        leah lea lia leia
        steven stephen stefan
        isaac izaak isaak isac issac ishaq ishak
        aaron aron aarron arron aharon
        conor connor konnor konor
        sean shaun shawn shane
        rhys reece reese rhyss
        niamh neve neave nieve
        siobhan shevaun chevonne
        aoife eefa
        caoimhe keeva kiva
        eoin owen ewan euan
        ciaran kieran kieron keiran
        caitlin kaitlyn katelyn caitlyn kaitlin katelin
        jon john jonathan johnathan jonathon
        geoffrey jeffrey jeffery
        alan allan allen alun
        brian bryan brien
        darren darran
        neil niall neal neill
        ian iain
        craig kraig
        carl karl
        erik eric erick erich
        mark marc
        nicholas nicolas nikolas nickolas
        philip phillip
        lewis louis luis
        graham graeme grahame
        stuart stewart steuart
        zachary zachery zackary zachariah
        tyler tylor
        jayden jaden jaydon jaiden
        aiden aidan ayden aden
        kayden kaden caden cayden
        jackson jaxon jaxson
        mason mayson
        riley reilly rylee
        hayden haydn
        madeleine madeline madelyn madalyn
        isabella izabella isabela izabela
        isabelle isabel isobel isabell izabel
        eleanor elinor eleanora elanor
        elise elyse elisse
        ellie elly
        emily emilie emely emilia
        amelia emilia amelie
        abigail abigayle abbigail abigale
        alicia alisha alesha elisha
        alice alys alyce
        chloe khloe
        zoe zoey zoie
        phoebe pheobe
        megan meghan meagan
        georgia jorja
        lily lilly lillie
        lucy lucie
        lacey lacy
        ashleigh ashley ashlee
        kayleigh kayley kaylee kaleigh
        kelly kelley
        leigh lee li
        lindsay lindsey lynsey
        jodie jody
        teresa theresa therese
        louise luise
        anne ann
        claire clare clair
        jane jayne
        lynn lynne lyn
        gillian jillian
        jacqueline jaqueline
        tracey tracy
        kirsty kirstie
        jamie jaime
        bethany bethanie
        sophie sofie
        evie evy
        mya maya myah maia
        mackenzie mckenzie
        macdonald mcdonald
        macleod mcleod
        smith smyth smythe
        clark clarke
        brown browne
        green greene
        davis davies
        reid reed read
        thompson thomson tompson
        phillips philips
        stewart stuart
        oneill oneil oneal neill
        obrien obrian
        lee li leigh
        johnson johnston jonson johnstone
        taylor tayler tailor
        moore more muir
        gray grey
        harris harries
        matthews mathews
        shepherd sheppard shepard shephard
        rogers rodgers
        roberts robert
        robinson robison
        cooper cowper
        cook cooke
        wood woods
        pierce pearce
        piers pearce
        simmons simmonds symonds
        nichols nicholls
        edwards edward
        jones joans
        williams william
        evans evens
        hughes hughs
        griffiths griffith
        lloyd loyd
        owen owens
        bailey bayley baillie bailie
        white whyte
        wright right
        carr kerr
        burn burns byrne
        kavanagh cavanagh
        kelley kelly
        murphy murphey
        ryan ryann
        sheridan sherridan
        yilmaz ilmaz
        sahin shahin
        celik chelik
        ozturk oezturk
        demir temir
        kaya kaia
        garcia garsia
        gonzalez gonzales
        fernandez fernandes
        rodriguez rodrigues
        lopez lopes
        sanchez sanches
        perez peres
        martinez martines
        gomez gomes
        alvarez alvares
        dominguez domingues
        silva sylva
        souza sousa
        chen chan cheng
        wang wong huang
        zhang chang cheung
        liu lau
        zhao chao chiu
        wu ng
        """
}
